using Kiosk.Edge.Recognition;
using Kiosk.Edge.Tests.Fakes;

namespace Kiosk.Edge.Tests.Recognition;

public sealed class WordsRecognizerTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public void A_reading_holds_the_scores_and_when_the_text_was_told()
    {
        using var folder = new ModelFolder().WithWords(0.7f, 0.1f, 0.1f, 0.1f);
        using var recognizer = new WordsRecognizer(folder.Store());

        var reading = recognizer.Read(Now, "Why does it not take my card?");

        Assert.Equal(Now, reading.At);
        Assert.Equal(0.7f, reading.Scores[(int)WordsEmotion.Complaint]);
        Assert.False(reading.Abstained);
    }

    [Fact]
    public void A_model_that_is_not_sure_abstains()
    {
        using var folder = new ModelFolder().WithWords(0.3f, 0.3f, 0.2f, 0.2f);
        using var recognizer = new WordsRecognizer(folder.Store());

        Assert.True(recognizer.Read(Now, "hm").Abstained);
    }

    [Theory]
    [InlineData("This machine is useless, I hate it and I am really angry!", WordsEmotion.Complaint)]
    [InlineData("진짜 짜증나네요. 왜 이렇게 오래 걸려요?", WordsEmotion.Complaint)]
    [InlineData("Thank you so much for your help!", WordsEmotion.Thanks)]
    [InlineData("How do I change the address of my card?", WordsEmotion.Other)]
    public void Shipped_model_knows_plain_words(string text, WordsEmotion expected)
    {
        using var recognizer = new WordsRecognizer(ModelFolder.Shipped());

        var scores = recognizer.Read(Now, text).Scores;

        Assert.Equal(expected, Enum.GetValues<WordsEmotion>().MaxBy(emotion => scores[(int)emotion]));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \t\r\n")]
    [InlineData("\uD83D\uD83D\u0000\uFFFF")]
    [InlineData("😡😡😡 👩🏽‍💻 ❤️")]
    [InlineData("日本語 и кириллица, عربى 한국어 and English")]
    public void Any_text_gets_scores_that_add_up_to_one(string text) => Assert.True(AddUpToOne(text));

    [Theory]
    [InlineData("a")]
    [InlineData("끝없이 길다 ")]
    public void Ten_million_characters_get_an_answer(string part) =>
        Assert.True(AddUpToOne(string.Concat(Enumerable.Repeat(part, 10_000_000 / part.Length))));

    private static bool AddUpToOne(string text)
    {
        using var recognizer = new WordsRecognizer(ModelFolder.Shipped());
        var scores = recognizer.Read(Now, text).Scores;
        var sum = 0f;
        foreach (var score in scores)
        {
            Assert.InRange(score, 0, 1);
            sum += score;
        }

        return Math.Abs(sum - 1) < 1e-4;
    }
}
