// Writes a package's bill of materials (CycloneDX 1.5, JSON) and its copyright file: what the locks say is inside.
// usage: node sbom.mjs PROJECT PACKAGE VERSION ARCH DOC-FOLDER EPOCH
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const [project, name, version, arch, folder, epoch] = process.argv.slice(2);
const json = path => JSON.parse(readFileSync(path, 'utf8'));
const packages = process.env.NUGET_PACKAGES ?? join(homedir(), '.nuget', 'packages');

// Every NuGet package that the build restored; analyzers are tools and stay behind.
const libraries = [];
for (const [id, lock] of Object.entries(json(join(project, 'packages.lock.json')).dependencies['net10.0'])) {
    if (lock.type === 'Project' || /Analyzers$/.test(id)) continue;
    const nuspec = join(packages, id.toLowerCase(), lock.resolved, `${id.toLowerCase()}.nuspec`);
    const text = existsSync(nuspec) ? readFileSync(nuspec, 'utf8') : '';
    libraries.push({
        type: 'library',
        name: id,
        version: lock.resolved,
        purl: `pkg:nuget/${id}@${lock.resolved}`,
        hashes: [{ alg: 'SHA-512', content: Buffer.from(lock.contentHash, 'base64').toString('hex') }],
        licenses: licenses(/<license type="expression">([^<]+)</.exec(text)?.[1]),
        copyright: /<copyright>([^<]+)</.exec(text)?.[1] ?? /<authors>([^<]+)</.exec(text)?.[1],
    });
}

if (name === 'carekiosk-edge') {
    const node = json('bindings/Microsoft.ML.OnnxRuntime/native/package-lock.json').packages['node_modules/onnxruntime-node'];
    libraries.push({
        type: 'library',
        name: 'onnxruntime-node',
        version: node.version,
        purl: `pkg:npm/onnxruntime-node@${node.version}`,
        hashes: [{ alg: 'SHA-512', content: Buffer.from(node.integrity.replace('sha512-', ''), 'base64').toString('hex') }],
        licenses: licenses(node.license ?? 'MIT'),
        copyright: 'Microsoft Corporation',
    });
    for (const file of readdirSync('models/quantized').filter(file => file.endsWith('.json')).sort()) {
        const card = json(join('models/quantized', file));
        libraries.push({
            type: 'machine-learning-model',
            name: card.name,
            version: card.version,
            purl: `pkg:generic/carekiosk/${card.name}@${card.version}`,
            hashes: [{ alg: 'SHA-256', content: card.sha256 }],
            licenses: [],
            copyright: 'CareKiosk; the card names the training data and its terms',
        });
    }
}

libraries.sort((a, b) => a.purl < b.purl ? -1 : 1);
const timestamp = new Date(epoch * 1000).toISOString();
const serial = createHash('sha256').update(JSON.stringify([name, version, arch, libraries])).digest('hex');
writeFileSync(join(folder, 'sbom.cdx.json'), JSON.stringify({
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    serialNumber: `urn:uuid:${serial.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*/, '$1-$2-4$3-8$4-$5')}`,
    version: 1,
    metadata: { timestamp, component: { type: 'application', name, version, purl: `pkg:deb/carekiosk/${name}@${version}?arch=${arch}` } },
    components: libraries,
}, null, 1) + '\n');

writeFileSync(join(folder, 'copyright'), [
    'Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/',
    'Upstream-Name: CareKiosk',
    '',
    'Files: *',
    'Copyright: CareKiosk',
    'License: CareKiosk',
    ' All rights reserved. The models\' cards, NAME.json beside each model, name their',
    ' training data and its terms; some of it is not for commercial use.',
    ...libraries.filter(library => library.type === 'library').flatMap(library => [
        '',
        `Files: usr/lib/carekiosk/*/${library.name}*`,
        `Copyright: ${library.copyright ?? 'its authors'}`,
        `License: ${library.licenses[0]?.expression ?? 'see-its-package'}`,
        ` ${library.name} ${library.version}; the licence's text is part of ${library.purl}.`,
    ]),
    '',
].join('\n'));

function licenses(expression) {
    return expression ? [{ expression }] : [];
}
