namespace Microsoft.ML.OnnxRuntime;

/// <summary>The native environment of all sessions. It lives as long as the process and is never released.</summary>
internal sealed class OrtEnv
{
    private static readonly Lazy<OrtEnv> Environment = new(() => new OrtEnv());

    private OrtEnv()
    {
        Handle = OrtApi.CreateEnv((int)OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING, "CSharpOnnxRuntime");
    }

    internal nint Handle { get; }

    public static OrtEnv Instance() => Environment.Value;
}
