using System.Numerics.Tensors;

namespace Kiosk.Edge.Response;

/// <summary>Bayesian logistic regression on counts: the most likely weights under a normal prior, and their covariance by
/// Laplace's approximation (Bishop, Pattern Recognition and Machine Learning, 4.5).</summary>
/// <remarks>Each row names which weights it adds up (they are 1, all others 0) and how often it was tried and went well.
/// Weights are added as they are met, some hundred at the most.</remarks>
internal sealed class LogisticFit
{
    /// <summary>Newton's steps at the most; from the prior five are exact to a thousandth.</summary>
    private const int Steps = 5;

    /// <summary>A step in which no weight moves more than this was the last: with one more visit the next would move a
    /// hundredth of that.</summary>
    private const double Settled = 0.01;

    private readonly List<double> _priorMean = [];
    private readonly List<double> _priorPrecision = [];
    private readonly List<double> _mean = [];
    private readonly List<double[]> _factor = []; // a lower triangle, by rows

    /// <summary>Adds a weight.</summary>
    /// <param name="priorMean">Where it is expected.</param>
    /// <param name="priorSpread">How far from there it may be, a standard deviation.</param>
    /// <returns>Its place.</returns>
    public int Add(double priorMean, double priorSpread)
    {
        var place = _mean.Count;
        _priorMean.Add(priorMean);
        _mean.Add(priorMean);
        _priorPrecision.Add(1 / (priorSpread * priorSpread));
        var row = new double[place + 1];
        row[place] = 1 / priorSpread;
        _factor.Add(row);
        return place;
    }

    /// <summary>Fits the weights to the rows.</summary>
    public void Fit(IReadOnlyList<Row> rows)
    {
        var step = new double[_mean.Count];
        for (var i = 0; i < Steps; i++)
        {
            Gradient(rows, step);
            Factor(rows);
            Forward(step);
            Backward(step);
            var largest = 0.0;
            for (var k = 0; k < step.Length; k++)
            {
                _mean[k] += step[k];
                largest = Math.Max(largest, Math.Abs(step[k]));
            }

            if (largest < Settled)
            {
                break;
            }
        }
    }

    /// <summary>What several cases are expected to be, each the sum of its weights, and how they may be off together: the
    /// more weights two cases share, the more alike they err.</summary>
    /// <param name="cases">The weights of each case.</param>
    /// <returns>The means and the covariance, by rows.</returns>
    public (double[] Means, double[][] Covariance) Predict(IReadOnlyList<IReadOnlyList<int>> cases)
    {
        var means = new double[cases.Count];
        var halves = new double[cases.Count][];
        for (var i = 0; i < cases.Count; i++)
        {
            halves[i] = new double[_mean.Count];
            foreach (var weight in cases[i])
            {
                halves[i][weight] = 1;
                means[i] += _mean[weight];
            }

            // The covariance is x'(LL')^-1 y: two halves of solutions, multiplied.
            Forward(halves[i]);
        }

        return (means, [.. halves.Select(one => halves.Select(other => TensorPrimitives.Dot<double>(one, other)).ToArray())]);
    }

    private double Probability(in Row row)
    {
        var sum = 0.0;
        foreach (var weight in row.Weights)
        {
            sum += _mean[weight];
        }

        return 1 / (1 + Math.Exp(-sum));
    }

    private void Gradient(IReadOnlyList<Row> rows, Span<double> gradient)
    {
        for (var k = 0; k < gradient.Length; k++)
        {
            gradient[k] = _priorPrecision[k] * (_priorMean[k] - _mean[k]);
        }

        foreach (var row in rows)
        {
            var residual = row.Well - (row.Tried * Probability(row));
            foreach (var weight in row.Weights)
            {
                gradient[weight] += residual;
            }
        }
    }

    /// <summary>The Cholesky factor of the precision at the weights: the prior's and what each row adds.</summary>
    private void Factor(IReadOnlyList<Row> rows)
    {
        for (var i = 0; i < _factor.Count; i++)
        {
            Array.Clear(_factor[i]);
            _factor[i][i] = _priorPrecision[i];
        }

        foreach (var row in rows)
        {
            var probability = Probability(row);
            var information = row.Tried * probability * (1 - probability);
            foreach (var first in row.Weights)
            {
                foreach (var second in row.Weights)
                {
                    if (second <= first)
                    {
                        _factor[first][second] += information;
                    }
                }
            }
        }

        for (var i = 0; i < _factor.Count; i++)
        {
            var row = _factor[i];
            for (var j = 0; j <= i; j++)
            {
                var sum = row[j] - TensorPrimitives.Dot<double>(row.AsSpan(0, j), _factor[j].AsSpan(0, j));
                row[j] = i == j ? Math.Sqrt(sum) : sum / _factor[j][j];
            }
        }
    }

    private void Forward(Span<double> vector)
    {
        for (var i = 0; i < vector.Length; i++)
        {
            vector[i] = (vector[i] - TensorPrimitives.Dot<double>(_factor[i].AsSpan(0, i), vector[..i])) / _factor[i][i];
        }
    }

    private void Backward(Span<double> vector)
    {
        for (var i = vector.Length - 1; i >= 0; i--)
        {
            vector[i] /= _factor[i][i];
            for (var k = 0; k < i; k++)
            {
                vector[k] -= _factor[i][k] * vector[i];
            }
        }
    }

    /// <summary>Counts of one case.</summary>
    /// <param name="Weights">The weights it adds up.</param>
    /// <param name="Tried">How often; less than 1 for what counts by halves.</param>
    /// <param name="Well">How often it went well, 0..<paramref name="Tried"/>.</param>
    internal readonly record struct Row(IReadOnlyList<int> Weights, double Tried, double Well);
}
