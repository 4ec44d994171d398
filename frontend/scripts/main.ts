import "./bulk-acts";
import "./call";
import "./dialogs";
import "./filters";
import "./open-row";
import "./preferences";
import "./process-map";
import "./rows";
import "./scroll";
import "./search";
import "./survey";
import "./upload";
import { listenToKeys } from "./keyboard";
import { closeMenusOutside } from "./menus";
import { connectServer } from "./server";

listenToKeys();
closeMenusOutside();
connectServer();
