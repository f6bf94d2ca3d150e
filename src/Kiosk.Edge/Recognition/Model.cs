using Microsoft.ML.OnnxRuntime;

namespace Kiosk.Edge.Recognition;

/// <summary>A model that <see cref="ModelStore"/> has checked, ready to run.</summary>
internal sealed class Model(ModelCard card, InferenceSession session) : IDisposable
{
    /// <summary>What it says about itself.</summary>
    public ModelCard Card => card;

    /// <summary>Its graph. One thread at a time.</summary>
    public InferenceSession Session => session;

    public void Dispose() => session.Dispose();
}
