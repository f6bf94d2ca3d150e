using Microsoft.ML.OnnxRuntime;

namespace Kiosk.Edge.Recognition;

/// <summary>A model that <see cref="ModelStore"/> has checked, ready to run. One thread at a time.</summary>
internal sealed class Model(ModelCard card, InferenceSession session) : IDisposable
{
    private readonly RunOptions _runOptions = new();

    /// <summary>What it says about itself.</summary>
    public ModelCard Card => card;

    /// <summary>Where its inputs are read and its outputs written; the caller binds and disposes it.</summary>
    public OrtIoBinding CreateBinding() => session.CreateIoBinding();

    /// <summary>Runs it on what is bound. Copies and allocates nothing.</summary>
    public void Run(OrtIoBinding binding) => session.RunWithBinding(_runOptions, binding);

    /// <summary>Runs it once on nothing, so that a graph whose outputs turn out to have other sizes than the code
    /// expects is refused at the start, and the first picture or sound finds it warm.</summary>
    /// <exception cref="ModelRefusedException">It does not run; this object is then disposed.</exception>
    public void TryOut(OrtIoBinding binding)
    {
        try
        {
            Run(binding);
        }
        catch (OnnxRuntimeException exception)
        {
            Dispose();
            throw new ModelRefusedException(
                $"The model {card.Name} is refused: it does not run ({exception.Message.TrimEnd('.')}).", exception);
        }
    }

    public void Dispose()
    {
        _runOptions.Dispose();
        session.Dispose();
    }
}
