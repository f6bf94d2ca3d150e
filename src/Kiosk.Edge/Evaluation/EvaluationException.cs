namespace Kiosk.Edge.Evaluation;

/// <summary>A labelled set can't be evaluated. The message is one sentence that names the file and what is wrong.
/// </summary>
public sealed class EvaluationException : Exception
{
    /// <summary>With a general message.</summary>
    public EvaluationException()
        : this("The labelled set can't be evaluated.")
    {
    }

    /// <summary>With what is wrong.</summary>
    public EvaluationException(string message)
        : base(message)
    {
    }

    /// <summary>With what is wrong and the cause below.</summary>
    public EvaluationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
