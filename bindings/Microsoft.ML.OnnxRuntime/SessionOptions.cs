using System.Runtime.InteropServices;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>How a session runs. A session copies its options, so they may change or go afterwards.</summary>
public sealed class SessionOptions : SafeHandle
{
    public SessionOptions()
        : base(0, ownsHandle: true)
    {
        SetHandle(OrtApi.CreateSessionOptions());
    }

    public override bool IsInvalid => handle == 0;

    public OrtLoggingLevel LogSeverityLevel
    {
        get;
        set
        {
            using var options = new HeldHandle(this);
            OrtApi.SetSessionLogSeverityLevel(options.Value, (int)value);
            field = value;
        }
    } = OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING;

    /// <summary>Threads within an operator; 0 lets the library choose.</summary>
    public int IntraOpNumThreads
    {
        get;
        set
        {
            using var options = new HeldHandle(this);
            OrtApi.SetIntraOpNumThreads(options.Value, value);
            field = value;
        }
    }

    /// <summary>Threads across operators; of no effect here, where operators run one after the other.</summary>
    public int InterOpNumThreads
    {
        get;
        set
        {
            using var options = new HeldHandle(this);
            OrtApi.SetInterOpNumThreads(options.Value, value);
            field = value;
        }
    }

    protected override bool ReleaseHandle()
    {
        OrtApi.ReleaseSessionOptions(handle);
        return true;
    }
}
