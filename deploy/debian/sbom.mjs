// Writes a package's bill of materials (CycloneDX 1.5, JSON) and its copyright file: what .NET published (the program's
// deps.json), the native libraries beside it and the models, each with its licence; fails on one without.
// usage: node sbom.mjs PROJECT PUBLISHED-FOLDER PACKAGE VERSION ARCH DOC-FOLDER EPOCH
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';

const [project, published, name, version, arch, folder, epoch] = process.argv.slice(2);
const json = path => JSON.parse(readFileSync(path, 'utf8'));
const restored = process.env.NUGET_PACKAGES ?? join(homedir(), '.nuget', 'packages');
const locked = json(join(project, 'packages.lock.json')).dependencies['net10.0'];
const components = [];

// Every NuGet package of which a file is inside.
const graph = json(join(published, `${basename(project)}.deps.json`));
for (const [key, parts] of Object.entries(graph.targets[graph.runtimeTarget.name])) {
    if (graph.libraries[key].type !== 'package' || !(parts.runtime ?? parts.native ?? parts.runtimeTargets)) continue;
    const [id, resolved] = key.split('/');
    const nuspec = readFileSync(join(restored, id.toLowerCase(), resolved, `${id.toLowerCase()}.nuspec`), 'utf8');
    components.push({
        type: 'library',
        name: id,
        version: resolved,
        purl: `pkg:nuget/${id}@${resolved}`,
        hashes: [{ alg: 'SHA-512', content: Buffer.from(locked[id].contentHash, 'base64').toString('hex') }],
        licenses: [{ expression: /<license type="expression">([^<]+)</.exec(nuspec)?.[1] }],
        copyright: /<copyright>([^<]+)</.exec(nuspec)?.[1] ?? /<authors>([^<]+)</.exec(nuspec)?.[1],
    });
}

const sqlite = join(published, 'runtimes', arch === 'amd64' ? 'linux-x64' : 'linux-arm64', 'native', 'libe_sqlite3.so');
components.push({
    type: 'library',
    name: 'sqlite',
    version: /[\0\x01](3\.\d+\.\d+)\0/.exec(readFileSync(sqlite, 'latin1'))?.[1],
    licenses: [{ expression: 'blessing' }],
    copyright: 'none; its authors have put it in the public domain',
});
components.at(-1).purl = `pkg:generic/sqlite@${components.at(-1).version}`;

if (name === 'carekiosk-edge') {
    const node = json('bindings/Microsoft.ML.OnnxRuntime/native/package-lock.json').packages['node_modules/onnxruntime-node'];
    components.push({
        type: 'library',
        name: 'onnxruntime-node',
        version: node.version,
        purl: `pkg:npm/onnxruntime-node@${node.version}`,
        hashes: [{ alg: 'SHA-512', content: Buffer.from(node.integrity.replace('sha512-', ''), 'base64').toString('hex') }],
        licenses: [{ expression: node.license }],
        copyright: 'Microsoft Corporation',
    });
    for (const file of readdirSync('models/quantized').filter(file => file.endsWith('.json')).sort()) {
        const card = json(join('models/quantized', file));
        const terms = card.training_data.map(data => `${data.name} (${data.licence})`).join(', ');
        components.push({
            type: 'machine-learning-model',
            name: card.name,
            version: card.version,
            purl: `pkg:generic/carekiosk/${card.name}@${card.version}`,
            hashes: [{ alg: 'SHA-256', content: card.sha256 }],
            licenses: [{ license: { name: `CareKiosk; ${card.commercial_use ? '' : 'not for commercial use; '}trained on ${terms}` } }],
            copyright: 'CareKiosk',
        });
    }
}

const bare = components.filter(component => !component.licenses.every(one => one.expression ?? one.license));
if (bare.length) throw new Error(`These say nothing of a licence: ${bare.map(component => component.purl).join(', ')}`);

components.sort((a, b) => a.purl < b.purl ? -1 : 1);
const serial = createHash('sha256').update(JSON.stringify([name, version, arch, components])).digest('hex');
writeFileSync(join(folder, 'sbom.cdx.json'), JSON.stringify({
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    serialNumber: `urn:uuid:${serial.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*/, '$1-$2-4$3-8$4-$5')}`,
    version: 1,
    metadata: {
        timestamp: new Date(epoch * 1000).toISOString(),
        component: {
            type: 'application',
            name,
            version,
            purl: `pkg:deb/carekiosk/${name}@${version}?arch=${arch}`,
            licenses: [{ license: { name: 'CareKiosk, all rights reserved' } }],
        },
    },
    components,
}, null, 1) + '\n');

// https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
const texts = {
    'MIT': `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:
.
The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.
.
THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`,
    'Apache-2.0': 'The text is /usr/share/common-licenses/Apache-2.0 on every Debian system.',
    'blessing': `The author disclaims copyright to this source code. In place of a legal notice, here is a blessing:
May you do good and not evil.
May you find forgiveness for yourself and forgive others.
May you share freely, never taking more than you give.`,
};
const library = components.filter(component => component.type === 'library');
const used = [...new Set(library.map(component => component.licenses[0].expression))].sort();
const unknown = used.filter(licence => !texts[licence]);
if (unknown.length) throw new Error(`The copyright file has no text of ${unknown.join(', ')}.`);
writeFileSync(join(folder, 'copyright'), [
    'Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/',
    'Upstream-Name: CareKiosk',
    '',
    'Files: *',
    'Copyright: CareKiosk',
    'License: CareKiosk',
    ' All rights reserved. The models\' cards, NAME.json beside each model, name their',
    ' training data and its terms; some of it is not for commercial use.',
    ...library.flatMap(component => [
        '',
        `Files: ${files(component.name)}`,
        `Copyright: ${component.copyright}`,
        `License: ${component.licenses[0].expression}`,
        `Comment: ${component.name} ${component.version}`,
    ]),
    ...used.flatMap(licence => ['', `License: ${licence}`, ...texts[licence].split('\n').map(line => ` ${line}`)]),
    '',
].join('\n'));

function files(component) {
    const native = { 'sqlite': 'libe_sqlite3.so', 'SQLitePCLRaw.lib.e_sqlite3': 'libe_sqlite3.so', 'onnxruntime-node': 'libonnxruntime.so.1' }[component];
    const program = name.replace('carekiosk-', '');
    return `usr/lib/carekiosk/${program}/${native ? `runtimes/*/native/${native}` : `${component}*.dll`}`;
}
