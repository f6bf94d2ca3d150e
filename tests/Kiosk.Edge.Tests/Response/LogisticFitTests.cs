using Kiosk.Edge.Response;

namespace Kiosk.Edge.Tests.Response;

public class LogisticFitTests
{
    [Fact]
    public void Without_data_it_says_what_the_prior_says()
    {
        var fit = new LogisticFit([0.4, -0.2], [0.5, 0.3]);

        var (mean, spread) = fit.Predict([0, 1]);

        Assert.Equal(0.2, mean, 10);
        Assert.Equal(Math.Sqrt(0.25 + 0.09), spread, 10);
    }

    [Theory]
    [InlineData(10, 7)]
    [InlineData(100, 5)]
    [InlineData(3, 3)]
    public void One_weight_is_where_a_fine_search_finds_the_most_likely(double tried, double well)
    {
        var fit = new LogisticFit([0.3], [0.8]);

        fit.Fit([new LogisticFit.Row([0], 0.1, tried, well)]);

        var best = Enumerable.Range(-50_000, 100_000).Select(i => i / 10_000.0).MaxBy(weight =>
        {
            var probability = 1 / (1 + Math.Exp(-(weight + 0.1)));
            return (well * Math.Log(probability)) + ((tried - well) * Math.Log(1 - probability))
                - ((weight - 0.3) * (weight - 0.3) / (2 * 0.64));
        });
        Assert.Equal(best, fit.Predict([0]).Mean, 3);
    }

    [Fact]
    public void What_was_seen_often_is_surer_and_lends_to_what_was_not()
    {
        var fit = new LogisticFit([0, 0, 0], [1, 0.5, 0.5]);
        var before = fit.Predict([0, 2]);

        fit.Fit([new LogisticFit.Row([0, 1], 0, 200, 180)]);

        var seen = fit.Predict([0, 1]);
        var unseen = fit.Predict([0, 2]);
        Assert.True(seen.Spread < unseen.Spread && unseen.Spread < before.Spread);
        Assert.True(seen.Mean > unseen.Mean && unseen.Mean > before.Mean);
    }
}
