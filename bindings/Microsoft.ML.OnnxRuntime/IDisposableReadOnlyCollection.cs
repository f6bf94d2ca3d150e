namespace Microsoft.ML.OnnxRuntime;

/// <summary>Items that are disposed of together with the collection.</summary>
public interface IDisposableReadOnlyCollection<T> : IReadOnlyList<T>, IDisposable;
