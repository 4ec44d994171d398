"""Names for an invented provider: common given and family names at random, and businesses that do not exist."""

from __future__ import annotations

from random import Random

FIRST_NAMES = (
    "Abel", "Adela", "Alejandra", "Álvaro", "Ana María", "Beatriz", "Benita", "Bladimir", "Carla", "Carmen",
    "Cinthia", "Claudia", "Cristina", "Daniela", "David", "Delia", "Edgar", "Edwin", "Elizabeth", "Emma", "Ernesto",
    "Fabiola", "Felipe", "Félix", "Fernando", "Freddy", "Gabriela", "Gladys", "Gonzalo", "Grover", "Gualberto",
    "Hernán", "Hilda", "Hugo", "Inés", "Iván", "Jacqueline", "Jaime", "Jhenny", "Jhonny", "Jorge", "José Luis",
    "Juan Carlos", "Juana", "Julia", "Karen", "Lidia", "Limbert", "Lourdes", "Lucía", "Luis", "Marcelo",
    "Margarita", "María Elena", "Mario", "Maribel", "Mery", "Miguel Ángel", "Miriam", "Nancy", "Nelson", "Nicolás",
    "Norma", "Óscar", "Patricia", "Pedro", "Primitiva", "Ramiro", "Raúl", "Richard", "Rolando", "Rosa", "Rosmery",
    "Rubén", "Sabina", "Santos", "Severo", "Silvia", "Sonia", "Susana", "Teresa", "Vania", "Verónica",
    "Víctor Hugo", "Wilma", "Wilson", "Ximena", "Yola", "Zenón", "Zulma",
)  # fmt: skip

FAMILY_NAMES = (
    "Aguilar", "Almanza", "Anaya", "Antezana", "Aranibar", "Arce", "Arispe", "Balderrama", "Barrientos", "Camacho",
    "Cáceres", "Calle", "Canaviri", "Cardozo", "Challapa", "Choque", "Claros", "Coca", "Colque", "Condori", "Copa",
    "Cossío", "Crespo", "Delgadillo", "Escalera", "Escobar", "Fernández", "Flores", "Fuentes", "Galarza", "García",
    "Gonzales", "Guzmán", "Heredia", "Herbas", "Huanca", "Inturias", "Jaldín", "Jiménez", "Ledezma", "Lima",
    "López", "Luizaga", "Maldonado", "Mamani", "Mejía", "Mendoza", "Mercado", "Montaño", "Morales", "Muñoz", "Nava",
    "Nogales", "Olmos", "Orellana", "Pardo", "Peña", "Peredo", "Pinto", "Quinteros", "Quiroga", "Quispe", "Ramírez",
    "Rocabado", "Rocha", "Rodríguez", "Rojas", "Salazar", "Sandoval", "Sejas", "Siles", "Soliz", "Soria", "Tapia",
    "Terceros", "Torrez", "Torrico", "Ugarte", "Vargas", "Vásquez", "Vera", "Veizaga", "Villarroel", "Villegas",
    "Yapura", "Zambrana", "Zapata", "Zeballos", "Zurita",
)  # fmt: skip

TRADES = (
    "Agencia de Viajes", "Barraca", "Botica", "Carpintería", "Centro Dental", "Clínica", "Comercial",
    "Confecciones", "Consultora", "Distribuidora", "Estudio Contable", "Farmacia", "Ferretería", "Gimnasio",
    "Hostal", "Imprenta", "Importadora", "Instituto", "Jardín Infantil", "Laboratorio", "Lavandería", "Librería",
    "Óptica", "Panadería", "Parrilla", "Pensión", "Repuestos", "Salón de Eventos", "Taller Mecánico", "Transportes",
    "Unidad Educativa", "Veterinaria", "Vidriería",
)  # fmt: skip

BUSINESS_NAMES = (
    "Los Molles", "Tres Ceibos", "La Retama", "El Quimbo", "Irigoyen", "Puente Rojo", "Kewiña", "Dos Higueras",
    "El Carancho", "Wayra Sur", "Jatun Pampa", "La Acequia", "Media Luna", "Chiriguana", "El Tarko",
    "Piedra Parada", "Los Sauces Viejos", "Alto Kollpa", "El Picaflor Azul", "Rincón del Molle", "La Cantuta Roja",
    "Ñandubay", "Qhana", "El Algarrobal", "Surumi", "Pukara Norte", "La Chirimoya", "Tijraska", "El Horno Grande",
    "Suma Llaqta",
)  # fmt: skip

STREETS = (
    "Los Ceibos", "Las Retamas", "Los Jarcas", "Los Molles", "Las Kantutas", "Los Tarkos", "Las Chirimoyas",
    "Los Higuerones", "Las Totoras", "Los Nogales", "Los Cardos", "Las Achiras", "Los Zorzales", "Los Chiwalos",
    "Las Tarabillas", "Los Horneros", "El Molino", "La Noria", "El Batán", "La Acequia", "Los Hornos", "El Puquio",
)  # fmt: skip


def person_name(rng: Random) -> str:
    """A given name and two family names."""
    return f"{rng.choice(FIRST_NAMES)} {rng.choice(FAMILY_NAMES)} {rng.choice(FAMILY_NAMES)}"


def business_name(rng: Random) -> str:
    """A trade and a name, such as "Imprenta Tres Ceibos"."""
    return f"{rng.choice(TRADES)} {rng.choice(BUSINESS_NAMES)}"


def street_address(rng: Random) -> str:
    """A street with a house number, such as "C. Los Ceibos N.º 412"."""
    return f"{rng.choice(('C.', 'Av.', 'Pje.'))} {rng.choice(STREETS)} N.º {rng.randrange(12, 2400)}"
