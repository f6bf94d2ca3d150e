using Bindings.Shared;

namespace Kiosk.Cloud.Tests;

public sealed class ArchitectureTests
{
    [Theory]
    [InlineData("Storage", "Ingest", "Fleet", "Console")]
    [InlineData("Ingest", "Fleet", "Console")]
    [InlineData("Fleet", "Ingest", "Console")]
    [InlineData("Console")]
    public void A_room_names_only_the_rooms_its_data_comes_from(string room, params string[] notNamed)
    {
        var files = Directory.GetFiles(Path.Combine(Source(), room), "*.cs");

        Assert.NotEmpty(files);
        Assert.All(files, file =>
        {
            var text = File.ReadAllText(file);
            Assert.All(notNamed, other => Assert.DoesNotContain($"Kiosk.Cloud.{other}", text, StringComparison.Ordinal));
            Assert.True(room == "Console" || !text.Contains("AspNetCore", StringComparison.Ordinal), $"{file} knows of HTTP");
        });
    }

    private static string Source() => Path.Combine(RepositoryRoot.Path, "src", "Kiosk.Cloud");
}
