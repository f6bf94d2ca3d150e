using Bindings.Shared;
using Kiosk.Edge.Response;
using Kiosk.Edge.Tests.Fakes;
using Microsoft.Extensions.Options;

namespace Kiosk.Edge.Tests.Response;

public sealed class CatalogueSourceTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("catalogue");
    private readonly RecordingLogger<CatalogueSource> _logger = new();
    private readonly CatalogueSource _source;

    public CatalogueSourceTests()
    {
        foreach (var file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, new ResponseOptions().Catalogue)))
        {
            File.Copy(file, Path.Combine(_folder.FullName, Path.GetFileName(file)));
        }

        _source = new CatalogueSource(Options.Create(new ResponseOptions { Catalogue = _folder.FullName }), _logger);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_changed_catalogue_is_taken_without_a_restart()
    {
        Change("2026-11", "2027-spring");

        Assert.Equal("2027-spring", _source.Newest().Edition);
        Assert.Equal(["CatalogueReloaded"], _logger.Events);
    }

    [Theory]
    [InlineData("\"guide\"", "\"shout\"")]
    [InlineData("\"answers\": [", "\"answers\": [null,")]
    public void A_change_that_is_not_valid_is_logged_once_and_changes_nothing(string valid, string after)
    {
        var before = _source.Newest();
        Change(valid, after);

        Assert.Same(before, _source.Newest());
        Assert.Same(before, _source.Newest());
        Assert.Equal(["CatalogueRefused"], _logger.Events);
    }

    [Fact]
    public void A_folder_that_may_no_longer_be_read_is_logged_once_and_changes_nothing()
    {
        var before = _source.Newest();
        OtherUser.Bar(_folder.FullName);
        try
        {
            Assert.Same(before, OtherUser.Run(_source.Newest));
            Assert.Same(before, OtherUser.Run(_source.Newest));
        }
        finally
        {
            OtherUser.Admit(_folder.FullName);
        }

        Assert.Equal(["CatalogueRefused"], _logger.Events);
        Assert.Equal(before.Edition, _source.Newest().Edition);
        Assert.Equal(["CatalogueRefused", "CatalogueReloaded"], _logger.Events);
    }

    [Fact]
    public void A_catalogue_mended_again_is_taken()
    {
        Change("\"guide\"", "\"shout\"");
        _source.Newest();
        Change("\"shout\"", "\"guide\"");
        Change("2026-11", "2026-12");

        Assert.Equal("2026-12", _source.Newest().Edition);
    }

    [Fact]
    public void An_unchanged_catalogue_is_not_read_again() => Assert.Same(_source.Newest(), _source.Newest());

    private void Change(string before, string after)
    {
        var path = Path.Combine(_folder.FullName, "answers.json");
        File.WriteAllText(path, File.ReadAllText(path).Replace(before, after, StringComparison.Ordinal));
    }
}
