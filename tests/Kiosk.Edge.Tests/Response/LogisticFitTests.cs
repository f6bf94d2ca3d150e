using Kiosk.Edge.Response;

namespace Kiosk.Edge.Tests.Response;

public class LogisticFitTests
{
    [Fact]
    public void Without_data_it_says_what_the_prior_says()
    {
        var fit = Fit((0.4, 0.5), (-0.2, 0.3));

        var (means, covariance) = fit.Predict([[0, 1], [0]]);

        Assert.Equal(0.2, means[0], 10);
        Assert.Equal(0.25 + 0.09, covariance[0][0], 10);
        Assert.Equal(0.25, covariance[0][1], 10); // what they share
    }

    [Theory]
    [InlineData(10, 7)]
    [InlineData(100, 5)]
    [InlineData(3, 3)]
    public void One_weight_is_where_a_fine_search_finds_the_most_likely(double tried, double well)
    {
        var fit = Fit((0.3, 0.8));

        fit.Fit([new LogisticFit.Row([0], tried, well)]);

        var best = Enumerable.Range(-50_000, 100_000).Select(i => i / 10_000.0).MaxBy(weight =>
        {
            var probability = 1 / (1 + Math.Exp(-weight));
            return (well * Math.Log(probability)) + ((tried - well) * Math.Log(1 - probability))
                - ((weight - 0.3) * (weight - 0.3) / (2 * 0.64));
        });
        Assert.Equal(best, fit.Predict([[0]]).Means[0], 3);
    }

    [Fact]
    public void What_was_seen_often_is_surer_and_lends_to_what_was_not()
    {
        var fit = Fit((0, 1), (0, 0.5), (0, 0.5));
        var before = fit.Predict([[0, 2]]);

        fit.Fit([new LogisticFit.Row([0, 1], 200, 180)]);

        var (means, covariance) = fit.Predict([[0, 1], [0, 2]]);
        Assert.True(covariance[0][0] < covariance[1][1] && covariance[1][1] < before.Covariance[0][0]);
        Assert.True(means[0] > means[1] && means[1] > before.Means[0]);
    }

    [Fact]
    public void A_weight_met_later_changes_nothing_that_was_learned()
    {
        var fit = Fit((0, 1));
        fit.Fit([new LogisticFit.Row([0], 50, 10)]);
        var before = fit.Predict([[0]]);

        var later = fit.Add(0.3, 0.7);

        var (means, covariance) = fit.Predict([[0], [later]]);
        Assert.Equal(before.Means[0], means[0], 10);
        Assert.Equal((0.3, 0.49), (means[1], Math.Round(covariance[1][1], 10)));
    }

    private static LogisticFit Fit(params (double Mean, double Spread)[] weights)
    {
        var fit = new LogisticFit();
        foreach (var (mean, spread) in weights)
        {
            fit.Add(mean, spread);
        }

        return fit;
    }
}
