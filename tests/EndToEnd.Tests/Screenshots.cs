using Microsoft.Playwright;

namespace EndToEnd.Tests;

/// <summary>Pictures of the pages, to look at. <c>CAREKIOSK_SCREENSHOTS=DIR dotnet test tests/EndToEnd.Tests</c> writes
/// them to DIR; the pictures in <c>docs/images</c> were made so. Without the variable nothing is written.</summary>
internal static class Screenshots
{
    private static readonly string? Folder = Environment.GetEnvironmentVariable("CAREKIOSK_SCREENSHOTS");

    internal static async Task ScreenshotIfAskedAsync(this IPage page, string name)
    {
        if (!string.IsNullOrEmpty(Folder))
        {
            await page.ScreenshotAsync(new() { Path = Path.Combine(Folder, $"{name}.png") });
        }
    }
}
