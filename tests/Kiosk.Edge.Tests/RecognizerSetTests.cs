using Kiosk.Edge.Recognition;
using Kiosk.Edge.Reporting;
using Kiosk.Edge.Tests.Fakes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kiosk.Edge.Tests;

public sealed class RecognizerSetTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);
    private readonly FaultRegister _faults = new(TimeProvider.System, NullLogger<FaultRegister>.Instance);
    private readonly ModelFolder _folder = new ModelFolder()
        .WithDetector()
        .WithExpression(0.6f, 0.1f, 0.05f, 0.05f, 0.05f, 0.05f, 0.05f, 0.05f)
        .WithVoice(0.6f, 0.1f, 0.1f, 0.1f, 0.1f)
        .WithWords(0.7f, 0.1f, 0.1f, 0.1f);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_model_that_may_not_be_used_commercially_is_a_fault_of_one_sentence()
    {
        foreach (var card in Directory.GetFiles(_folder.Path, "*.json"))
        {
            File.WriteAllText(card, File.ReadAllText(card).Replace(
                "\"commercial_use\":true", "\"commercial_use\":false", StringComparison.Ordinal));
        }

        using var recognizers = new RecognizerSet(_folder.Store(acceptNonCommercial: false), _faults);

        Assert.Null(recognizers.Face);
        Assert.Null(recognizers.Voice);
        Assert.Null(recognizers.Words);
        Assert.Equal(
            ["face_model_refused", "voice_model_refused", "words_model_refused"], _faults.Standing.Select(fault => fault.Fault));
        Assert.All(_faults.Standing, fault => Assert.Matches(
            @"^The model \w+ is refused: its card does not allow commercial use, and Models:AcceptNonCommercial is false\.$",
            fault.Detail));
    }

    [Fact]
    public void Without_face_and_voice_models_the_words_are_still_read()
    {
        File.Delete(Path.Combine(_folder.Path, "face_detector.json"));
        File.Delete(Path.Combine(_folder.Path, "voice_emotion.json"));

        using var recognizers = new RecognizerSet(_folder.Store(), _faults);

        Assert.Null(recognizers.Face);
        Assert.Null(recognizers.Voice);
        Assert.NotNull(recognizers.ReadWords(new ScreenEvent.Words(Now, "why?"), mayRead: true).Reading);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Nothing_downstream_sees_the_words(bool mayRead)
    {
        using var recognizers = new RecognizerSet(_folder.Store(), _faults);

        var (screenEvent, reading) = recognizers.ReadWords(new ScreenEvent.Words(Now, "why?"), mayRead);

        Assert.Equal("", Assert.IsType<ScreenEvent.Words>(screenEvent).Text);
        Assert.Equal(mayRead, reading is not null);
    }

    [Fact]
    public void Other_events_pass_as_they_are()
    {
        using var recognizers = new RecognizerSet(_folder.Store(), _faults);
        var step = new ScreenEvent.Step(Now, "payment");

        Assert.Equal((step, null), recognizers.ReadWords(step, mayRead: true));
    }
}
