using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Kiosk.Edge.Recognition;
using Microsoft.Playwright;

namespace EndToEnd.Tests;

/// <summary>A kiosk app that a shop serves over HTTPS from a public address, in the kiosk's own chromium: its calls to the
/// worker on the loopback need a permission that nobody is there to give. What <c>docs/kiosk-app.md</c> says of it.</summary>
public sealed class LocalNetworkPermissionTests(CustomerScreen screen) : IClassFixture<CustomerScreen>, IAsyncLifetime
{
    private const string PolicyFolder = "/etc/chromium/policies/managed";

    private readonly X509Certificate2 _certificate = Certificate();
    private KioskApp _app = null!; // set before each test

    public async Task InitializeAsync()
    {
        screen.Reset();
        _app = new KioskApp(screen.Address, _certificate);
        await _app.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        _certificate.Dispose();
    }

    [Fact]
    public async Task Without_a_policy_the_browser_keeps_the_app_from_the_worker()
    {
        Assert.NotEqual("loaded", await ScriptAsync("/"));
    }

    [Fact]
    public async Task Through_a_proxy_of_its_own_origin_the_app_reaches_the_worker()
    {
        Assert.Equal("loaded", await ScriptAsync("/proxied"));
        Assert.True(await screen.TakeAsync() is ScreenEvent.Start { Language: "ko", AppVersion: "3.1" });
    }

    [RootFact]
    public async Task With_the_managed_policy_the_app_reaches_the_worker()
    {
        var made = Directory.Exists(PolicyFolder) ? null : Directory.CreateDirectory(PolicyFolder);
        var policy = Path.Combine(PolicyFolder, $"carekiosk-test-{Guid.NewGuid():N}.json");
        try
        {
            await File.WriteAllTextAsync(policy, $$"""{ "LoopbackNetworkAllowedForUrls": ["{{KioskApp.Origin}}"] }""");

            Assert.Equal("loaded", await ScriptAsync("/"));
            Assert.True(await screen.TakeAsync() is ScreenEvent.Start { Language: "ko", AppVersion: "3.1" });
        }
        finally
        {
            File.Delete(policy);
            made?.Delete();
        }
    }

    /// <summary>Opens the app and begins a visit when its line for the worker's script worked.</summary>
    /// <returns><c>loaded</c>, <c>refused</c>, or <c>asked</c> while the browser waits for somebody.</returns>
    private async Task<string> ScriptAsync(string path)
    {
        await using var browser = await Chromium.StartAsync(
            $"--host-resolver-rules=MAP kiosk.shop.example:443 127.0.0.1:{_app.Address.Port}",
            $"--ip-address-space-overrides=127.0.0.1:{_app.Address.Port}=public",
            "--ignore-certificate-errors");
        var page = await browser.NewPageAsync(800, 600);
        await page.GotoAsync($"{KioskApp.Origin}{path}", new() { WaitUntil = WaitUntilState.Commit });
        await page.WaitForFunctionAsync(
            """
            () => window.carekiosk || document.readyState === 'complete' || performance.now() > 10000
            """);
        if (!await page.EvaluateAsync<bool>("window.carekiosk !== undefined"))
        {
            return await page.EvaluateAsync<string>("document.readyState === 'complete' ? 'refused' : 'asked'");
        }

        // The browser stays until the worker has answered.
        var answer = await page.RunAndWaitForResponseAsync(
            () => page.EvaluateAsync("carekiosk.start({ language: 'ko', appVersion: '3.1' })"),
            response => response.Url.EndsWith("/v1/visit/start", StringComparison.Ordinal) && response.Request.Method == "POST");
        Assert.Equal(202, answer.Status);
        return "loaded";
    }

    private static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=kiosk.shop.example", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("kiosk.shop.example");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var signed = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(signed.Export(X509ContentType.Pfx), password: null);
    }
}
