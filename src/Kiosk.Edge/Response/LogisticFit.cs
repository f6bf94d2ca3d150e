namespace Kiosk.Edge.Response;

/// <summary>Bayesian logistic regression on counts: the most likely weights under a normal prior, and their covariance by
/// Laplace's approximation (Bishop, Pattern Recognition and Machine Learning, 4.5).</summary>
/// <remarks>Each row names which weights it adds up (they are 1, all others 0), what is added besides, and how often it
/// was tried and went well. Weights are few, about 30.</remarks>
internal sealed class LogisticFit
{
    /// <summary>Newton's steps. From the last fit's weights two are exact to a thousandth; from the prior, five.
    /// </summary>
    private const int Steps = 5;

    private readonly double[] _priorMean;
    private readonly double[] _priorPrecision;
    private readonly double[] _mean;
    private double[] _factor; // a lower triangle, row by row

    /// <summary>Begins at the prior.</summary>
    /// <param name="priorMean">Expected weights.</param>
    /// <param name="priorSpread">Their standard deviations.</param>
    public LogisticFit(double[] priorMean, double[] priorSpread)
    {
        _priorMean = priorMean;
        _priorPrecision = [.. priorSpread.Select(spread => 1 / (spread * spread))];
        _mean = [.. priorMean];
        _factor = Factor([]);
    }

    /// <summary>Fits the weights to the rows.</summary>
    public void Fit(IReadOnlyList<Row> rows)
    {
        Span<double> step = stackalloc double[_mean.Length];
        for (var i = 0; i < Steps; i++)
        {
            Gradient(rows, step);
            _factor = Factor(rows);
            Solve(step);
            var largest = 0.0;
            for (var k = 0; k < step.Length; k++)
            {
                _mean[k] += step[k];
                largest = Math.Max(largest, Math.Abs(step[k]));
            }

            if (largest < 1e-3)
            {
                break;
            }
        }
    }

    /// <summary>The sum of the weights named, and its standard deviation.</summary>
    public (double Mean, double Spread) Predict(ReadOnlySpan<int> weights)
    {
        Span<double> row = stackalloc double[_mean.Length];
        row.Clear();
        foreach (var weight in weights)
        {
            row[weight] = 1;
        }

        // The variance is x'(LL')^-1 x: half a solution, squared.
        Forward(row);
        var variance = 0.0;
        foreach (var value in row)
        {
            variance += value * value;
        }

        return (Sum(weights), Math.Sqrt(variance));
    }

    private double Sum(ReadOnlySpan<int> weights)
    {
        var sum = 0.0;
        foreach (var weight in weights)
        {
            sum += _mean[weight];
        }

        return sum;
    }

    private double Probability(in Row row) => 1 / (1 + Math.Exp(-(row.Offset + Sum(row.Weights))));

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
    private double[] Factor(IReadOnlyList<Row> rows)
    {
        var size = _mean.Length;
        var matrix = new double[size * size];
        for (var k = 0; k < size; k++)
        {
            matrix[(k * size) + k] = _priorPrecision[k];
        }

        foreach (var row in rows)
        {
            var probability = Probability(row);
            var information = row.Tried * probability * (1 - probability);
            foreach (var first in row.Weights)
            {
                foreach (var second in row.Weights)
                {
                    matrix[(first * size) + second] += information;
                }
            }
        }

        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var sum = matrix[(i * size) + j];
                for (var k = 0; k < j; k++)
                {
                    sum -= matrix[(i * size) + k] * matrix[(j * size) + k];
                }

                matrix[(i * size) + j] = i == j ? Math.Sqrt(sum) : sum / matrix[(j * size) + j];
            }
        }

        return matrix;
    }

    private void Solve(Span<double> vector)
    {
        Forward(vector);
        for (var i = vector.Length - 1; i >= 0; i--)
        {
            for (var k = i + 1; k < vector.Length; k++)
            {
                vector[i] -= _factor[(k * vector.Length) + i] * vector[k];
            }

            vector[i] /= _factor[(i * vector.Length) + i];
        }
    }

    private void Forward(Span<double> vector)
    {
        for (var i = 0; i < vector.Length; i++)
        {
            for (var k = 0; k < i; k++)
            {
                vector[i] -= _factor[(i * vector.Length) + k] * vector[k];
            }

            vector[i] /= _factor[(i * vector.Length) + i];
        }
    }

    /// <summary>Counts of one case.</summary>
    /// <param name="Weights">The weights it adds up.</param>
    /// <param name="Offset">What is added besides, log-odds.</param>
    /// <param name="Tried">How often.</param>
    /// <param name="Well">How often it went well.</param>
    internal readonly record struct Row(int[] Weights, double Offset, double Tried, double Well);
}
