// Run slim.py in Pyodide itself, so that what it compiles fits: node slim.mjs FOLDER slim.py   (FOLDER: core and wheels)
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [folder, script] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${folder}/pyodide.mjs`));
const pyodide = await loadPyodide({ indexURL: `${folder}/` });
pyodide.mountNodeFS("/packages", folder);
pyodide.runPython(readFileSync(script, "utf-8"));
