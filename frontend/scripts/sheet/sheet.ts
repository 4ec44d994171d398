import { defineCustomElements } from "@revolist/revogrid/loader";
void defineCustomElements();
