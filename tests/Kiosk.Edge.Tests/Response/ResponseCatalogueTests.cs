using System.Text.Json;
using Kiosk.Edge.Response;
using Kiosk.Edge.Understanding;

namespace Kiosk.Edge.Tests.Response;

public sealed class ResponseCatalogueTests : IDisposable
{
    private static readonly string Shipped = Path.Combine(AppContext.BaseDirectory, new ResponseOptions().Catalogue);
    private const string Brand = "Response/brands/freshmart";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("catalogue");

    public ResponseCatalogueTests()
    {
        foreach (var file in Directory.GetFiles(Shipped))
        {
            File.Copy(file, Path.Combine(_folder.FullName, Path.GetFileName(file)));
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void The_shipped_catalogue_answers_every_cause_at_every_level_in_both_languages()
    {
        var catalogue = ResponseCatalogue.Load(new ResponseOptions().Catalogue);

        foreach (var cause in Enum.GetValues<Cause>())
        {
            foreach (var mood in Enum.GetValues<Mood>())
            {
                for (var level = 1; level <= 3; level++)
                {
                    var answers = catalogue.Fitting(cause, mood, level, new HashSet<string>());

                    Assert.NotEmpty(answers);
                    Assert.Distinct(answers.Select(answer => answer.Strategy));
                    Assert.All(answers, answer => Assert.NotEqual(
                        catalogue.Say(answer, cause, "en").Text, catalogue.Say(answer, cause, "ko").Text));
                }
            }
        }
    }

    [Fact]
    public void There_is_a_choice_for_every_cause()
    {
        var catalogue = ResponseCatalogue.Load(new ResponseOptions().Catalogue);

        Assert.All(Enum.GetValues<Cause>(), cause => Assert.True(
            catalogue.Fitting(cause, Mood.Unknown, level: 1, new HashSet<string>()).Count >= 2));
    }

    [Fact]
    public void An_answer_for_the_mood_comes_before_one_for_any()
    {
        var answers = ResponseCatalogue.Load(Shipped).Fitting(Cause.Payment, Mood.Anxious, 1, new HashSet<string>());

        Assert.Contains("payment.explain.anxious", answers.Select(answer => answer.Id));
        Assert.DoesNotContain("payment.explain", answers.Select(answer => answer.Id));
    }

    [Fact]
    public void A_brand_says_it_in_its_own_words_and_the_rest_as_shipped()
    {
        var brand = ResponseCatalogue.Load(Shipped, Brand);
        var answers = brand.Fitting(Cause.Unknown, Mood.Unknown, 1, new HashSet<string>());
        var call = brand.Fitting(Cause.Unknown, Mood.Unknown, 3, new HashSet<string>()).Single();

        Assert.Contains(answers, answer => brand.Say(answer, Cause.Unknown, "ko").Text.StartsWith("프레시마트", StringComparison.Ordinal));
        Assert.Equal(
            "We have asked a Freshmart neighbour to come to you. Thank you for your patience.",
            brand.Say(call, Cause.Unknown, "en").Text);
    }

    [Theory]
    [InlineData("en", "Good to see you at Freshmart. Take your time.")]
    [InlineData("ko", "프레시마트에 잘 오셨어요. 천천히 하셔도 괜찮아요.")]
    public void A_brand_greets_in_its_own_voice(string language, string greeting)
    {
        Assert.Equal(greeting, ResponseCatalogue.Load(Shipped, Brand).Greetings[language]);
        Assert.NotEqual(greeting, ResponseCatalogue.Load(Shipped).Greetings[language]);
    }

    [Theory]
    [InlineData("en.json")]
    [InlineData("ko.json")]
    public void The_sample_brand_says_everything_itself(string file)
    {
        var options = new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip };
        using var shipped = JsonDocument.Parse(File.ReadAllText(Path.Combine(Shipped, file)), options);
        using var brand = JsonDocument.Parse(
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, Brand, file)), options);

        foreach (var part in new[] { "names", "closings", "words" })
        {
            Assert.Equal(
                shipped.RootElement.GetProperty(part).EnumerateObject().Select(one => one.Name),
                brand.RootElement.GetProperty(part).EnumerateObject().Select(one => one.Name));
        }
    }

    [Theory]
    [InlineData("오늘은 다 나갔어요. '비슷", "오늘은 다 나갔습니다. '비슷", "has the sentence '오늘은 다 나갔습니다.', which ends otherwise than the brand's tone.")]
    [InlineData("손이 필요하신가요?", "양해 바랍니다만 손이 필요하신가요?", "says '양해 바랍니다', which is not the brand's tone.")]
    [InlineData("잘 오셨어요.", "화나셨어요?", "'greeting' in 'ko' says '화나', which is on the list of feelings.")]
    public void A_brand_that_leaves_its_tone_is_refused(string before, string after, string sentence)
    {
        foreach (var file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, Brand)))
        {
            File.Copy(file, Path.Combine(_folder.CreateSubdirectory("brand").FullName, Path.GetFileName(file)));
        }

        Change("brand/ko.json", before, after);

        var refused = Assert.Throws<InvalidDataException>(
            () => ResponseCatalogue.Load(_folder.FullName, Path.Combine(_folder.FullName, "brand")));

        Assert.Contains(sentence, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"ends\":[null]")]
    [InlineData("\"never\":[null]")]
    public void A_brand_with_a_null_in_its_tone_is_refused(string part)
    {
        var brand = _folder.CreateSubdirectory("brand");
        File.WriteAllText(
            Path.Combine(brand.FullName, "en.json"), $$$"""{"language":"en","tone":{"voice":"Calm.",{{{part}}}}}""");

        var refused = Assert.Throws<InvalidDataException>(() => ResponseCatalogue.Load(_folder.FullName, brand.FullName));

        Assert.Contains("en.json has a null for 'tone'.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_brand_without_a_tone_is_refused()
    {
        var brand = _folder.CreateSubdirectory("brand");
        File.WriteAllText(Path.Combine(brand.FullName, "en.json"), """{"language":"en","names":{"store":"Freshmart"}}""");

        var refused = Assert.Throws<InvalidDataException>(() => ResponseCatalogue.Load(_folder.FullName, brand.FullName));

        Assert.Contains("The brand needs a tone in 'en'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_begins_a_sentence_begins_with_a_capital()
    {
        var catalogue = ResponseCatalogue.Load(Shipped);
        var offer = catalogue.Fitting(Cause.Payment, Mood.Unknown, 2, new HashSet<string>())
            .Single(answer => answer.Strategy == Strategy.OfferPerson);

        Assert.Contains("on us. A colleague at", catalogue.Say(offer, Cause.Payment, "en").Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ko-KR", "ko")]
    [InlineData("KO", "ko")]
    [InlineData("en_GB", "en")]
    [InlineData("fr", "en")]
    public void A_screen_is_answered_in_its_language_where_there_is_one(string screen, string spoken) =>
        Assert.Equal(spoken, ResponseCatalogue.Load(Shipped).LanguageOf(screen));

    [Fact]
    public void A_further_language_is_a_further_file()
    {
        var german = File.ReadAllText(Path.Combine(_folder.FullName, "en.json"))
            .Replace("\"language\": \"en\"", "\"language\": \"de\"", StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(_folder.FullName, "de.json"), german);

        Assert.Equal("de", ResponseCatalogue.Load(_folder.FullName).LanguageOf("de-AT"));
    }

    [Theory]
    [InlineData("\"strategy\": \"explain\", \"level\": 1, \"mood\"", "\"strategy\": \"shout\", \"level\": 1, \"mood\"", "has the unknown strategy 'shout'; there are say_nothing, acknowledge,")]
    [InlineData("\"cause\": \"price\"", "\"cause\": \"weather\"", "has the unknown cause 'weather'")]
    [InlineData("\"mood\": \"anxious\"", "\"mood\": \"blue\"", "has the unknown mood 'blue'")]
    [InlineData("\"level\": 3", "\"level\": 4", "'any.call_person' has level 4; levels are 1 to 3.")]
    [InlineData("\"level\": 3", "\"level\": 2", "a person is called at level 3, and only there.")]
    [InlineData("\"version\": 2", "\"version\": 3", "Its version is 3, but this worker reads version 2.")]
    [InlineData("\"edition\": \"2026-11\"", "\"edition\": \"Autumn!\"", "Its edition 'Autumn!' must be")]
    [InlineData("\"id\": \"price.guide\"", "\"id\": \"price.explain\"", "The id 'price.explain' is there more than once.")]
    [InlineData("\"id\": \"price.guide\"", "\"id\": \"price.show\"", "'ko' has no words for 'price.show'.")]
    [InlineData("\"answers\": [", "\"answers\": [null,", "One of its answers is null.")]
    public void A_mistake_in_the_answers_is_told_in_a_sentence(string before, string after, string sentence) =>
        AssertRefused("answers.json", before, after, sentence);

    [Theory]
    [InlineData("{colleague}에게", "{manager}에게", "'any.call_person' in 'ko' has the unknown placeholder '{manager}'; there are {store} and {colleague}.")]
    [InlineData("{colleague}에게", "{colleague에게", "'any.call_person' in 'ko' has a placeholder that does not end.")]
    [InlineData("\"colleague\": \"직원\"", "\"colleague\": \"{colleague}\"", "'ko' needs a name for {colleague}, without braces in it.")]
    [InlineData("\"unit\": \"character\"", "\"unit\": \"page\"", "'ko' needs a reading speed")]
    [InlineData("\"blame\"", "\"praise\"", "'ko' needs a list 'never' of phrases for 'blame'.")]
    [InlineData("\"price.guide\"", "\"price.show\"", "'ko' has words for 'price.show', which is no answer.")]
    [InlineData("\"helped\"", "\"thanked\"", "'ko' has no closing words for 'helped'.")]
    [InlineData("\"greeting\": \"어서 오세요. 천천히 하셔도 괜찮습니다.\",", "", "'ko' has no greeting.")]
    [InlineData("\"language\": \"ko\"", "\"language\": \"kr\"", "says that its language is 'kr', unlike its name.")]
    [InlineData("직원의 도움이", "화나셨나요? 직원의 도움이", "'any.offer_person' in 'ko' says '화나', which is on the list of feelings.")]
    [InlineData("직원의 도움이", "제가 도와드릴까요? 직원의 도움이", "says '제가', which is on the list of human.")]
    [InlineData("직원의 도움이", "할인 쿠폰이 있습니다. 직원의 도움이", "says '할인', which is on the list of selling.")]
    [InlineData("직원의 도움이", "직원의\\n도움이", "'any.offer_person' in 'ko' must be one line of 1 to 160 columns")]
    [InlineData("\"any.guide\": ", "\"any.guide\": null, \"any.lead\": ", "ko.json has a null for 'any.guide'.")]
    [InlineData("\"helped\": ", "\"helped\": null, \"later\": ", "ko.json has a null for 'helped'.")]
    [InlineData("\"colleague\": \"직원\"", "\"colleague\": null", "ko.json has a null for 'colleague'.")]
    [InlineData("\"never\": {", "\"never\": { \"haste\": null,", "ko.json has a null for 'haste'.")]
    [InlineData("\"blame\": [", "\"blame\": [null,", "ko.json has a null for 'blame'.")]
    public void A_mistake_in_the_words_is_told_in_a_sentence(string before, string after, string sentence) =>
        AssertRefused("ko.json", before, after, sentence);

    [Theory]
    [InlineData("you are angry")]
    [InlineData("Please calm down")]
    [InlineData("It is your fault")]
    [InlineData("I understand")]
    [InlineData("You seem upset")]
    [InlineData("Get a special offer")]
    public void Nothing_in_english_blames_claims_to_know_feelings_poses_as_human_or_sells(string phrase) =>
        AssertRefused("en.json", "Back takes you to", $"{phrase}. Back takes you to", "which is on the list of");

    [Theory]
    [InlineData(80, true)]
    [InlineData(81, false)]
    public void A_text_must_fit_the_screen_and_hangul_is_wide(int characters, bool fits)
    {
        Change("ko.json", "{colleague}에게 고객님께 와 달라고 요청했습니다. 기다려 주셔서 감사합니다.", new string('가', characters));

        var refusal = Record.Exception(() => ResponseCatalogue.Load(_folder.FullName));

        Assert.Equal(fits, refusal is null);
    }

    [Fact]
    public void Every_mistake_is_told_at_once()
    {
        Change("answers.json", "\"level\": 3", "\"level\": 4");
        Change("ko.json", "\"helped\"", "\"thanked\"");

        var refused = Assert.Throws<InvalidDataException>(() => ResponseCatalogue.Load(_folder.FullName));

        Assert.Contains("level 4", refused.Message, StringComparison.Ordinal);
        Assert.Contains("'helped'", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    public void A_file_that_is_not_one_is_named(string content)
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "en.json"), content);

        var refused = Assert.Throws<InvalidDataException>(() => ResponseCatalogue.Load(_folder.FullName));

        Assert.Contains("en.json", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_catalogue_without_a_language_is_refused_and_one_with_one_answers_everyone_in_it()
    {
        File.Delete(Path.Combine(_folder.FullName, "en.json"));
        Assert.Equal("ko", ResponseCatalogue.Load(_folder.FullName).LanguageOf("en"));

        File.Delete(Path.Combine(_folder.FullName, "ko.json"));
        var refused = Assert.Throws<InvalidDataException>(() => ResponseCatalogue.Load(_folder.FullName));
        Assert.Contains("It has no language.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_catalogue_is_named() =>
        Assert.Contains("/nowhere", Assert.Throws<InvalidDataException>(
            () => ResponseCatalogue.Load("/nowhere")).Message, StringComparison.Ordinal);

    private void Change(string file, string before, string after)
    {
        var path = Path.Combine(_folder.FullName, file);
        var text = File.ReadAllText(path);
        Assert.Contains(before, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(before, after, StringComparison.Ordinal));
    }

    private void AssertRefused(string file, string before, string after, string sentence)
    {
        Change(file, before, after);

        var refused = Assert.Throws<InvalidDataException>(() => ResponseCatalogue.Load(_folder.FullName));

        Assert.Contains(sentence, refused.Message, StringComparison.Ordinal);
    }
}
