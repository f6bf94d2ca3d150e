using Kiosk.Edge.Response;
using Kiosk.Edge.Understanding;

namespace Kiosk.Edge.Tests.Response;

public class LearningTests
{
    private static readonly ResponseCatalogue Catalogue = ResponseCatalogue.Load(new ResponseOptions().Catalogue);
    private static readonly Situation Declined = new(Cause.Payment, Mood.Unknown, 1, EvidenceTier.Screen, "en");
    private static readonly Strategy[] Strategies = [Strategy.Guide, Strategy.Acknowledge, Strategy.SayNothing];

    [Fact]
    public void What_the_fleet_has_learned_is_used_from_the_next_visit_on()
    {
        var learning = new Learning(new ResponseOptions(), file: null, new Random(1));
        var before = Acknowledge(learning);

        learning.Take([Fleet("another"), Fleet(Catalogue.Edition)]);

        Assert.True(before < 0.6);
        Assert.True(Acknowledge(learning) > 0.9);
    }

    [Fact]
    public void What_was_learned_with_another_edition_is_not_used()
    {
        var learning = new Learning(new ResponseOptions(), file: null, new Random(1));
        var before = Acknowledge(learning);

        learning.Take([Fleet("another")]);

        Assert.InRange(Acknowledge(learning), before - 0.1, before + 0.1);
    }

    [Fact]
    public void What_the_fleet_withdraws_is_no_longer_used()
    {
        var learning = new Learning(new ResponseOptions(), file: null, new Random(1));
        var before = Acknowledge(learning);
        learning.Take([Fleet(Catalogue.Edition)]);
        Assert.True(Acknowledge(learning) > 0.9);

        learning.Take([Fleet("another")]);
        Assert.InRange(Acknowledge(learning), before - 0.1, before + 0.1);

        learning.Take([Fleet(Catalogue.Edition)]);
        Assert.True(Acknowledge(learning) > 0.9);
        learning.Take([]);
        Assert.InRange(Acknowledge(learning), before - 0.1, before + 0.1);
    }

    private static double Acknowledge(Learning learning) =>
        learning.For(Catalogue).Choose(Declined, Strategies).Probabilities[Strategy.Acknowledge];

    private static FleetExperience Fleet(string edition) => new(edition,
    [
        new FleetCount(Cause.Payment, Strategy.Guide, 200, 40),
        new FleetCount(Cause.Payment, Strategy.Acknowledge, 200, 180),
        new FleetCount(Cause.Payment, Strategy.SayNothing, 200, 40),
    ]);
}
