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

    public bool EnableMemoryPattern
    {
        get;
        set
        {
            using var options = new HeldHandle(this);
            if (value)
            {
                OrtApi.EnableMemPattern(options.Value);
            }
            else
            {
                OrtApi.DisableMemPattern(options.Value);
            }

            field = value;
        }
    } = true;

    public bool EnableCpuMemArena
    {
        get;
        set
        {
            using var options = new HeldHandle(this);
            if (value)
            {
                OrtApi.EnableCpuMemArena(options.Value);
            }
            else
            {
                OrtApi.DisableCpuMemArena(options.Value);
            }

            field = value;
        }
    } = true;

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

    public GraphOptimizationLevel GraphOptimizationLevel
    {
        get;
        set
        {
            using var options = new HeldHandle(this);
            OrtApi.SetSessionGraphOptimizationLevel(options.Value, (int)value);
            field = value;
        }
    } = GraphOptimizationLevel.ORT_ENABLE_ALL;

    /// <summary>Keys are those of <c>onnxruntime_session_options_config_keys.h</c>.</summary>
    public void AddSessionConfigEntry(string configKey, string configValue)
    {
        using var options = new HeldHandle(this);
        OrtApi.AddSessionConfigEntry(options.Value, configKey, configValue);
    }

    protected override bool ReleaseHandle()
    {
        OrtApi.ReleaseSessionOptions(handle);
        return true;
    }
}
