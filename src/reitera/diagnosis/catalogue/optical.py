"""2.1 FTTH, optical.

Limits: ITU-T G.984.2. They are receiver limits at the specified error rate, not targets; inner bands are ours.
"""

from __future__ import annotations

from reitera.diagnosis.catalogue.shape import (
    CRITICAL,
    METER,
    OK,
    OLT,
    ONT,
    WATCH,
    at_most,
    band,
    choice,
    count,
    number,
)  # fmt: skip
from reitera.diagnosis.technology import SPLITTER_LOSS, Technology

_GPON, _XGS = (Technology.GPON,), (Technology.XGS,)

OPTICAL = (
    number("F01", "Potencia Rx ONT, clase B+", "dBm", {"B+": band(("-25", "-10"), ("-27", "-8"))},
           possible=("-40", "-3"), instrument=ONT, technologies=_GPON, variant_by="class",
           source="G.984.2 Amd.1: −27 / −8; banda interior propuesta"),
    number("F02", "Potencia Rx ONT, clase C+", "dBm", {"C+": band(("-27", "-10"), ("-30", "-8"))},
           possible=("-40", "-3"), instrument=ONT, technologies=_GPON, variant_by="class",
           source="G.984.2 Amd.2: −30 / −8; banda interior propuesta"),
    number("F03", "Potencia Rx en OLT, clase B+", "dBm", {"B+": band(("-26", "-10"), ("-28", "-8"))},
           possible=("-45", "-3"), instrument=OLT, technologies=_GPON, variant_by="class",
           source="G.984.2: −28 / −8; banda interior propuesta"),
    number("F04", "Potencia Rx en OLT, clase C+", "dBm", {"C+": band(("-29", "-14"), ("-32", "-12"))},
           possible=("-45", "-3"), instrument=OLT, technologies=_GPON, variant_by="class",
           source="G.984.2: −32 / −12; banda interior propuesta"),
    number("F05", "Potencia Tx ONT", "dBm", band(("0.5", "5"), ("0", "5")), possible=("-10", "10"), instrument=ONT,
           source="G.984.2: +0,5 … +5"),
    number("F06", "Potencia Tx OLT", "dBm",
           {"B+": band(("1.5", "5"), ("1.5", "5")), "C+": band(("3", "7"), ("3", "7")),
            "N1": band(("2", "5"), ("2", "5"))},
           possible=("-5", "12"), instrument=OLT, variant_by="class", source="G.984.2; N1: G.9807.1"),
    number("F07", "Atenuación total del enlace", "dB",
           {"B+": at_most("25", "28"), "C+": at_most("29", "32"), "N1": at_most("26", "29")},
           possible=("0", "50"), instrument="la diferencia entre OLT y ONT", variant_by="class",
           source="presupuesto 28 / 32 / 29 dB; margen de 3 dB propuesto", hint="Tx OLT menos Rx ONT."),
    number("F08", "Variación contra línea base", "dB", at_most("1.5", "3"), possible=("0", "40"),
           instrument="una variación de nivel", source="propuesta", hint="Cuánto bajó desde la instalación."),
    number("F09", "Diferencia contra vecinos del splitter", "dB", at_most("2", "3"), possible=("0", "40"),
           instrument="una diferencia de nivel", source="propuesta", hint="Contra la mediana de los vecinos."),
    number("F10", "Atenuación por splitter", "dB",
           {ratio: at_most(str(s.high + 1), str(s.high + 2)) for ratio, s in SPLITTER_LOSS.items() if s.high},
           possible=("0", "40"), instrument=METER, variant_by="splitter",
           source="GR-1209 y GR-1221; margen de 1 y 2 dB sobre la tabla, propuesto"),
    count("F11", "Alarmas LOS en 10 días", "0", "2", instrument="una alarma contada", source="propuesta"),
    count("F12", "Dying gasp en 10 días", "1", "4", instrument="una alarma contada", source="propuesta",
          hint="Corte de energía: cuéntelo aparte de LOS."),
    number("F13", "Errores BIP o REI", "err/h", at_most("0", "100"), possible=("0", "1000000000"), instrument=ONT,
           is_count=True, source="G.984.3 da el sentido; números propuestos"),
    number("F14", "FEC no corregidos", "n/h", at_most("0", "10"), possible=("0", "1000000000"), instrument=ONT,
           is_count=True, source="propuesta"),
    choice("F15", "Distancia (ranging)", ("coherente con el plano (±10 %)", OK),
           ("difiere más de 10 % del plano", WATCH), ("inválida o más de 20.000 m", CRITICAL),
           source="alcance PON típico: 20 km"),
    number("F16", "Temperatura del módulo ONT", "°C", at_most("60", "70"), possible=("-40", "120"), instrument=ONT,
           source="fabricante"),
    number("F17", "Voltaje del módulo", "V", band(("3.2", "3.4"), ("3.0", "3.5")), possible=("0", "6"), instrument=ONT,
           source="fabricante"),
    number("F18", "Corriente del láser (bias)", "mA", band(("4", "15"), ("0", "20")), possible=("0", "150"),
           instrument=ONT, source="fabricante; menos de 4 mA en observación, propuesto"),
    choice("F19", "Inspección de conectores", ("aprobado, zona A sin defectos", OK), ("limpiado y aprobado", WATCH),
           ("reprobado", CRITICAL), source="IEC 61300-3-35"),
    choice("F20", "Curvatura de la acometida", ("sin daño", OK), ("radio dudoso", WATCH),
           ("quiebre o aplastada", CRITICAL), source="G.657, práctica común"),
    number("F21", "Potencia Rx ONT, XGS-PON N1", "dBm", {"N1": band(("-26", "-11"), ("-28", "-9"))},
           possible=("-40", "-3"), instrument=ONT, technologies=_XGS, variant_by="class",
           source="práctica común: −28 / −9; banda interior propuesta"),
)  # fmt: skip
