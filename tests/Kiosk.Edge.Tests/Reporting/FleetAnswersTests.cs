using System.Text.Json;
using Kiosk.Edge.Reporting;
using Kiosk.Edge.Response;
using Kiosk.Edge.Understanding;
using Kiosk.Wire;

namespace Kiosk.Edge.Tests.Reporting;

public sealed class FleetAnswersTests
{
    [Fact]
    public void Counts_are_read_by_cause_and_answer_and_count_by_half()
    {
        var fleet = Assert.Single(FleetAnswers.Read(Desired(("payment", "guide", 40, 30), ("wait", "say_nothing", 20, 5)))!);

        Assert.Equal("e1", fleet.Edition);
        Assert.Equal(
            [new FleetCount(Cause.Payment, Strategy.Guide, 20, 15), new FleetCount(Cause.Wait, Strategy.SayNothing, 10, 2.5)],
            fleet.Records);
    }

    [Fact]
    public void However_large_the_fleet_it_counts_as_a_thousand_visits()
    {
        var fleet = Assert.Single(FleetAnswers.Read(Desired(("payment", "guide", 3_000_000_000, 1), ("wait", "guide", 600, 60)))!);

        Assert.Equal(1000, fleet.Records.Sum(one => one.Tried), 6);
    }

    [Fact]
    public void A_name_of_a_newer_fleet_is_left_out()
    {
        var fleet = Assert.Single(FleetAnswers.Read(Desired(("weather", "guide", 4, 3), ("payment", "sing", 4, 3), ("price", "guide", 4, 3)))!);

        Assert.Equal(Cause.Price, Assert.Single(fleet.Records).Cause);
    }

    [Theory]
    [InlineData(2, 4, 3)]
    [InlineData(1, 4, 5)]
    [InlineData(1, 4, -1)]
    [InlineData(1, -4, -5)]
    public void What_cannot_be_is_refused_whole(int version, long visits, long well)
    {
        Assert.Null(FleetAnswers.Read(Desired(("payment", "guide", visits, well)) with { Version = version }));
    }

    [Theory]
    [InlineData("""{"e1":null}""")]
    [InlineData("""{"e1":{"payment":null}}""")]
    [InlineData("""{"e1":{"payment":{"guide":null}}}""")]
    [InlineData("""{"e1":{},"e2":{},"e3":{},"e4":{},"e5":{}}""")]
    public void Holes_and_editions_without_end_are_refused(string answers)
    {
        var desired = JsonSerializer.Deserialize(
            $$"""{"version":1,"at":"2026-03-02T12:00:00Z","answers":{{answers}}}""", WireJson.Default.DesiredState);

        Assert.Null(FleetAnswers.Read(desired!)); // it is an object
    }

    private static DesiredState Desired(params (string Cause, string Answer, long Visits, long Well)[] counts) => new(
        1,
        Some.Noon,
        new Dictionary<string, IReadOnlyDictionary<string, IReadOnlyDictionary<string, AnswerCount>>>
        {
            ["e1"] = counts.ToDictionary(
                one => one.Cause,
                IReadOnlyDictionary<string, AnswerCount> (one) => new Dictionary<string, AnswerCount>
                {
                    [one.Answer] = new(one.Visits, one.Well),
                }),
        });
}
