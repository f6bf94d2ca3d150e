using Kiosk.Edge.Response;
using Kiosk.Edge.Understanding;

namespace Kiosk.Edge.Tests.Response;

public class AnswerChooserTests
{
    private static readonly Situation Declined = new(Cause.Payment, Mood.Unknown, 1, EvidenceTier.Screen, "en");
    private static readonly Strategy[] Strategies =
        [Strategy.Guide, Strategy.Explain, Strategy.Acknowledge, Strategy.SayNothing];

    [Fact]
    public void Without_learning_it_gives_what_is_expected_to_be_the_best()
    {
        var choice = new AnswerChooser(new ResponseOptions { Learning = false }, new Experience(), new Random(1))
            .Choose(Declined, Strategies);

        Assert.Equal((Strategy.Guide, 1.0), (choice.Strategy, choice.Probability));
    }

    [Fact]
    public void The_chances_add_up_and_none_is_nothing()
    {
        var choice = Chooser().Choose(Declined, Strategies);

        Assert.Equal(1, choice.Probabilities.Values.Sum(), 10);
        Assert.All(choice.Probabilities.Values, chance => Assert.True(chance >= 0.0075));
        Assert.Equal(choice.Probabilities[choice.Strategy], choice.Probability);
    }

    [Fact]
    public void Answers_come_as_often_as_their_chances_say()
    {
        var chooser = Chooser();
        var expected = 0.0;
        var given = 0;
        for (var i = 0; i < 2000; i++)
        {
            var choice = chooser.Choose(Declined, Strategies);
            expected += choice.Probabilities[Strategy.Explain];
            given += choice.Strategy == Strategy.Explain ? 1 : 0;
        }

        // Three standard deviations of 2000 draws.
        Assert.InRange(given, expected - 67, expected + 67);
    }

    [Fact]
    public void It_learns_what_works()
    {
        var chooser = Chooser();
        for (var i = 0; i < 40; i++)
        {
            Learn(chooser, Declined, Strategy.Guide, 0.1);
            Learn(chooser, Declined, Strategy.Acknowledge, 0.9);
        }

        Assert.True(chooser.Choose(Declined, Strategies).Probabilities[Strategy.Acknowledge] > 0.8);
    }

    [Fact]
    public void It_learns_to_keep_silent_where_words_do_harm()
    {
        var chooser = Chooser();
        for (var i = 0; i < 40; i++)
        {
            Learn(chooser, Declined, Strategy.Guide, 0.2);
            Learn(chooser, Declined, Strategy.Explain, 0.2);
            Learn(chooser, Declined, Strategy.Acknowledge, 0.2);
            Learn(chooser, Declined, Strategy.SayNothing, 0.8);
        }

        Assert.True(chooser.Choose(Declined, Strategies).Probabilities[Strategy.SayNothing] > 0.7);
    }

    [Fact]
    public void What_is_learned_in_one_language_helps_in_another()
    {
        var korean = Declined with { Language = "ko" };
        var before = Chooser().Choose(korean, Strategies).Probabilities[Strategy.Acknowledge];
        var chooser = Chooser();
        for (var i = 0; i < 40; i++)
        {
            Learn(chooser, Declined, Strategy.Guide, 0.1);
            Learn(chooser, Declined, Strategy.Acknowledge, 0.9);
        }

        Assert.True(chooser.Choose(korean, Strategies).Probabilities[Strategy.Acknowledge] > before + 0.3);
    }

    [Fact]
    public void A_kiosk_where_words_do_harm_learns_to_keep_silent_about_what_it_never_met()
    {
        var chooser = Chooser();
        var elsewhere = Declined with { Cause = Cause.Price };
        for (var i = 0; i < 20; i++)
        {
            Learn(chooser, Declined, Strategy.Guide, 0.1);
            Learn(chooser, Declined, Strategy.Explain, 0.1);
            Learn(chooser, Declined, Strategy.Acknowledge, 0.1);
            Learn(chooser, Declined, Strategy.SlowDown, 0.1);
            Learn(chooser, Declined, Strategy.SayNothing, 0.8);
        }

        Assert.True(chooser.Choose(elsewhere, Strategies).Probabilities[Strategy.SayNothing] > 0.5);
    }

    [Fact]
    public void An_answer_that_another_had_to_follow_counts_for_half()
    {
        var experience = new Experience();
        var chooser = new AnswerChooser(new ResponseOptions(), experience, new Random(1));
        Choice Of(int level) => new(Declined with { Level = level }, Strategy.Guide, 1, new Dictionary<Strategy, double>());

        chooser.Learn([Of(1), Of(2), Of(1)], reward: 1);

        Assert.Equal(new Experience.Record(2, 1.5), experience.Records[(Declined, Strategy.Guide)]);
        Assert.Equal(new Experience.Record(1, 1), experience.Records[(Declined with { Level = 2 }, Strategy.Guide)]);
    }

    [Fact]
    public void A_new_kiosk_begins_with_what_the_fleet_has_learned_and_its_own_customers_outweigh_it()
    {
        var chooser = Chooser();

        chooser.Learn(new FleetExperience("e1",
        [
            new FleetCount(Cause.Payment, Strategy.Guide, 150, 30),
            new FleetCount(Cause.Payment, Strategy.Explain, 150, 30),
            new FleetCount(Cause.Payment, Strategy.Acknowledge, 150, 135),
            new FleetCount(Cause.Payment, Strategy.SayNothing, 150, 30),
        ]));
        var begun = chooser.Choose(Declined, Strategies).Probabilities[Strategy.Acknowledge];
        for (var i = 0; i < 150; i++)
        {
            Learn(chooser, Declined, Strategy.Guide, 0.95);
            Learn(chooser, Declined, Strategy.Acknowledge, 0.05);
        }

        Assert.True(begun > 0.9);
        Assert.True(chooser.Choose(Declined, Strategies).Probabilities[Strategy.Guide] > 0.9);
    }

    [Theory]
    [InlineData(0.0, 0)]
    [InlineData(0.1, 100)]
    public void The_control_group_is_as_large_as_set(double share, int expected)
    {
        var chooser = new AnswerChooser(
            new ResponseOptions { ControlShare = share }, new Experience(), new Random(7));

        var drawn = Enumerable.Range(0, 1000).Count(_ => chooser.DrawsControl());

        Assert.InRange(drawn, expected - 30, expected + 30);
    }

    [Fact]
    public void Counts_that_have_grown_large_are_halved()
    {
        var experience = new Experience();

        experience.Add(Declined, Strategy.Guide, 1000, 400);
        experience.Add(Declined, Strategy.Guide, 1, 1);

        Assert.Equal(new Experience.Record(500.5, 200.5), experience.Records[(Declined, Strategy.Guide)]);
    }

    private static AnswerChooser Chooser() => new(new ResponseOptions(), new Experience(), new Random(1));

    private static void Learn(AnswerChooser chooser, Situation situation, Strategy strategy, double reward) => chooser.Learn(
        [new Choice(situation, strategy, 1, new Dictionary<Strategy, double> { [strategy] = 1 })], reward);
}
