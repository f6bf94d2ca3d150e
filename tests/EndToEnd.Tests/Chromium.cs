using Microsoft.Playwright;

namespace EndToEnd.Tests;

/// <summary>Debian's chromium, without a window.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Chromium(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    public static async Task<Chromium> StartAsync(params string[] switches)
    {
        var playwright = await Playwright.CreateAsync();
        return new Chromium(playwright, await playwright.Chromium.LaunchAsync(
            new() { ExecutablePath = "/usr/bin/chromium", Args = ["--no-sandbox", .. switches] }));
    }

    /// <summary>A page without motion, so that what is looked at stands still. The caller closes it.</summary>
    public Task<IPage> NewPageAsync(int width, int height, BrowserNewPageOptions? options = null) =>
        _browser.NewPageAsync(new(options ?? new())
        {
            ViewportSize = new() { Width = width, Height = height },
            ReducedMotion = ReducedMotion.Reduce,
        });

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
