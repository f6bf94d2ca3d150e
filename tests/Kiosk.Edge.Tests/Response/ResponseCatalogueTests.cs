using Kiosk.Edge.Response;
using Kiosk.Edge.Understanding;

namespace Kiosk.Edge.Tests.Response;

public sealed class ResponseCatalogueTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void The_shipped_catalogue_answers_every_cause_at_every_level_in_both_languages()
    {
        var catalogue = ResponseCatalogue.Load(new ResponseOptions().Catalogue);

        foreach (var cause in Enum.GetValues<Cause>())
        {
            for (var level = 1; level <= 3; level++)
            {
                Assert.NotNull(catalogue.Find(cause, level, "en", new HashSet<string>()));
                Assert.NotNull(catalogue.Find(cause, level, "ko", new HashSet<string>()));
            }
        }
    }

    [Theory]
    [InlineData("you are angry")]
    [InlineData("calm down")]
    [InlineData("i feel")]
    [InlineData("your fault")]
    [InlineData("you should have")]
    [InlineData("화내")]
    public void The_shipped_words_never_blame_and_never_claim_to_know_or_to_have_feelings(string forbidden)
    {
        var words = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, new ResponseOptions().Catalogue));

        Assert.DoesNotContain(forbidden, words, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("", "can't be read")]
    [InlineData("{", "can't be read")]
    [InlineData("""{"version":2,"languages":["en"],"entries":[]}""", "reads version 1")]
    [InlineData("""{"version":1,"languages":[],"entries":[]}""", "names no language")]
    [InlineData("""{"version":1,"languages":["en"],"entries":[]}""", "no answer of level 1")]
    [InlineData("""{"version":1,"languages":["en","ko"],"entries":[{"id":"a","cause":"unknown","strategy":"guide","level":1,"text":{"en":"Hi"}}]}""", "'a' needs 1 to 160 characters of 'ko'")]
    [InlineData("""{"version":1,"languages":["en"],"entries":[{"id":"a","cause":"nothing","strategy":"guide","level":1,"text":{"en":"Hi"}}]}""", "can't be read")]
    [InlineData("""{"version":1,"languages":["en"],"entries":[{"id":"a","cause":"unknown","strategy":"guide","level":4,"text":{"en":"Hi"}}]}""", "has level 4")]
    public void A_bad_catalogue_is_refused_with_a_sentence(string json, string sentence)
    {
        File.WriteAllText(_path, json);

        var refused = Assert.Throws<InvalidDataException>(() => ResponseCatalogue.Load(_path));

        Assert.Contains(sentence, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_catalogue_is_named() =>
        Assert.Contains("/nowhere.json", Assert.Throws<InvalidDataException>(
            () => ResponseCatalogue.Load("/nowhere.json")).Message, StringComparison.Ordinal);
}
