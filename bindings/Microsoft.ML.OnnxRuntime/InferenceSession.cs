namespace Microsoft.ML.OnnxRuntime;

/// <summary>A loaded model. Runs from several threads at once are safe, each with its own binding.</summary>
public sealed unsafe class InferenceSession : IDisposable
{
    private readonly SessionHandle _session;
    private readonly Dictionary<string, NodeMetadata> _inputs = [];
    private readonly Dictionary<string, NodeMetadata> _outputs = [];
    private bool _disposed;

    public InferenceSession(string modelPath, SessionOptions options)
        : this(options, held => OrtApi.CreateSession(OrtEnv.Instance().Handle, modelPath, held))
    {
    }

    public InferenceSession(byte[] model, SessionOptions options)
        : this(options, held => OrtApi.CreateSessionFromArray(OrtEnv.Instance().Handle, model, held))
    {
    }

    private InferenceSession(SessionOptions options, Func<nint, nint> create)
    {
        using (var held = new HeldHandle(options))
        {
            _session = new SessionHandle(create(held.Value));
        }

        using var session = new HeldHandle(_session);
        InputNames = Describe(
            session.Value,
            OrtApi.SessionGetInputCount(session.Value),
            &OrtApi.SessionGetInputName,
            &OrtApi.SessionGetInputTypeInfo,
            _inputs);
        OutputNames = Describe(
            session.Value,
            OrtApi.SessionGetOutputCount(session.Value),
            &OrtApi.SessionGetOutputName,
            &OrtApi.SessionGetOutputTypeInfo,
            _outputs);
    }

    public IReadOnlyDictionary<string, NodeMetadata> InputMetadata => _inputs;

    public IReadOnlyDictionary<string, NodeMetadata> OutputMetadata => _outputs;

    public IReadOnlyList<string> InputNames { get; }

    public IReadOnlyList<string> OutputNames { get; }

    public OrtIoBinding CreateIoBinding()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return new OrtIoBinding(_session);
    }

    /// <summary>Runs on what is bound, into what is bound. Allocates nothing managed.</summary>
    public void RunWithBinding(RunOptions runOptions, OrtIoBinding ioBinding)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        using var session = new HeldHandle(_session);
        using var options = new HeldHandle(runOptions);
        using var binding = new HeldHandle(ioBinding);
        OrtApi.RunWithBinding(session.Value, options.Value, binding.Value);
    }

    /// <summary>Runs on the inputs; the outputs are the library's and are released with the collection.</summary>
    public IDisposableReadOnlyCollection<OrtValue> Run(
        RunOptions runOptions,
        IReadOnlyCollection<string> inputNames,
        IReadOnlyCollection<OrtValue> inputValues,
        IReadOnlyCollection<string> outputNames)
    {
        if (inputNames.Count != inputValues.Count)
        {
            throw new ArgumentException(
                $"Length of inputNames ({inputNames.Count}) must match that of inputValues ({inputValues.Count}).");
        }

        using var binding = CreateIoBinding();
        foreach (var (name, value) in inputNames.Zip(inputValues))
        {
            binding.BindInput(Known(name, _inputs, "Input"), value);
        }

        foreach (var name in outputNames)
        {
            binding.BindOutputToDevice(Known(name, _outputs, "Output"), OrtMemoryInfo.DefaultInstance);
        }

        RunWithBinding(runOptions, binding);
        return binding.GetOutputValues();
    }

    /// <summary>The native session goes with its last binding.</summary>
    public void Dispose()
    {
        _disposed = true;
        _session.Dispose();
    }

    private static string Known(string name, Dictionary<string, NodeMetadata> metadata, string kind) =>
        metadata.ContainsKey(name)
            ? name
            : throw new OnnxRuntimeException(
                ErrorCode.InvalidArgument, $"{kind} name: '{name}' is not in the metadata");

    private static string[] Describe(
        nint session,
        int count,
        delegate*<nint, int, string> nameOf,
        delegate*<nint, int, nint> typeOf,
        Dictionary<string, NodeMetadata> metadata)
    {
        var names = new string[count];
        for (var i = 0; i < count; i++)
        {
            names[i] = nameOf(session, i);
            var typeInfo = typeOf(session, i);
            try
            {
                metadata.Add(names[i], new NodeMetadata(typeInfo));
            }
            finally
            {
                OrtApi.ReleaseTypeInfo(typeInfo);
            }
        }

        return names;
    }
}
