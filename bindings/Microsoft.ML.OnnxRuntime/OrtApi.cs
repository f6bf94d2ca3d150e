using System.Runtime.InteropServices;
using System.Text;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>
/// The C API of libonnxruntime: a table of function pointers, by slot. Objects are handles; a returned status is freed
/// here and thrown as <see cref="OnnxRuntimeException"/>.
/// </summary>
/// <remarks>
/// A slot is the position of the function in <c>struct OrtApi</c> of <c>onnxruntime_c_api.h</c> (1.31.1). The struct
/// only ever grows at its end, so a slot means the same in every version that has it. Parameters are those of the
/// header, in its order; <c>size_t</c> is <c>nuint</c>, an enum <c>int</c>, a path on Linux UTF-8.
/// </remarks>
internal static unsafe class OrtApi
{
    /// <summary>That of the library in <c>native/package.json</c>; an older library has no such table and is refused.
    /// </summary>
    private const uint ApiVersion = 30;

    private static readonly Lazy<NativeLibraryTable> Native = new(Load);

    /// <summary>The version of the native library, as <c>1.30.0</c>.</summary>
    public static string Version => Native.Value.Version;

    private static nint* Functions => (nint*)Native.Value.Functions;

    /// <summary>The library for this architecture below the folder of the application.</summary>
    public static string FindLibrary(string directory)
    {
        var architecture = RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 => "x64",
            Architecture.Arm64 => "arm64",
            var other => throw new PlatformNotSupportedException(
                $"ONNX Runtime is built in for linux x64 and arm64, not {other}."),
        };
        var path = Path.Combine(directory, "runtimes", $"linux-{architecture}", "native", "libonnxruntime.so.1");
        return File.Exists(path)
            ? path
            : throw new DllNotFoundException($"ONNX Runtime's native library is missing: there is no {path}.");
    }

    public static nint CreateEnv(int logLevel, string logId)
    {
        nint environment;
        fixed (byte* id = Utf8(logId))
        {
            Check(((delegate* unmanaged<int, byte*, nint*, nint>)Functions[3])(logLevel, id, &environment));
        }

        return environment;
    }

    public static nint CreateSession(nint environment, string path, nint options)
    {
        nint session;
        fixed (byte* utf8 = Utf8(path))
        {
            Check(((delegate* unmanaged<nint, byte*, nint, nint*, nint>)Functions[7])(
                environment, utf8, options, &session));
        }

        return session;
    }

    public static nint CreateSessionFromArray(nint environment, byte[] model, nint options)
    {
        nint session;
        fixed (byte* bytes = &MemoryMarshal.GetArrayDataReference(model)) // not null for an empty array
        {
            Check(((delegate* unmanaged<nint, void*, nuint, nint, nint*, nint>)Functions[8])(
                environment, bytes, (nuint)model.Length, options, &session));
        }

        return session;
    }

    public static nint CreateSessionOptions() => Create(10);

    public static void SetSessionLogSeverityLevel(nint options, int level) => Set(22, options, level);

    public static void SetIntraOpNumThreads(nint options, int count) => Set(24, options, count);

    public static void SetInterOpNumThreads(nint options, int count) => Set(25, options, count);

    public static int SessionGetInputCount(nint session) => (int)GetSize(30, session);

    public static int SessionGetOutputCount(nint session) => (int)GetSize(31, session);

    public static nint SessionGetInputTypeInfo(nint session, int index) => GetAt(33, session, index);

    public static nint SessionGetOutputTypeInfo(nint session, int index) => GetAt(34, session, index);

    public static string SessionGetInputName(nint session, int index) => GetName(36, session, index);

    public static string SessionGetOutputName(nint session, int index) => GetName(37, session, index);

    public static nint CreateRunOptions() => Create(39);

    public static nint CreateTensorWithDataAsOrtValue(
        nint memoryInfo, void* data, long bytes, long[] shape, int elementType)
    {
        nint value;
        fixed (long* dimensions = shape)
        {
            Check(((delegate* unmanaged<nint, void*, nuint, long*, nuint, int, nint*, nint>)Functions[49])(
                memoryInfo, data, (nuint)bytes, dimensions, (nuint)shape.Length, elementType, &value));
        }

        return value;
    }

    /// <summary>Zero when the type is not a tensor; the result lives as long as the type.</summary>
    public static nint CastTypeInfoToTensorInfo(nint typeInfo) => Get(55, typeInfo);

    public static int GetOnnxTypeFromTypeInfo(nint typeInfo) => GetInt(56, typeInfo);

    public static int GetTensorElementType(nint tensorInfo) => GetInt(60, tensorInfo);

    public static long[] GetDimensions(nint tensorInfo)
    {
        var dimensions = new long[(int)GetSize(61, tensorInfo)];
        fixed (long* values = dimensions)
        {
            Check(((delegate* unmanaged<nint, long*, nuint, nint>)Functions[62])(
                tensorInfo, values, (nuint)dimensions.Length));
        }

        return dimensions;
    }

    public static nint CreateCpuMemoryInfo(int allocatorType, int memoryType)
    {
        nint info;
        Check(((delegate* unmanaged<int, int, nint*, nint>)Functions[69])(allocatorType, memoryType, &info));
        return info;
    }

    public static void AllocatorFree(nint allocator, nint memory) =>
        Check(((delegate* unmanaged<nint, nint, nint>)Functions[76])(allocator, memory));

    /// <summary>The process's own CPU allocator, which nobody frees.</summary>
    public static nint GetAllocatorWithDefaultOptions() => Create(78);

    public static void ReleaseSession(nint session) => Release(95, session);

    public static void ReleaseValue(nint value) => Release(96, value);

    public static void ReleaseRunOptions(nint options) => Release(97, options);

    public static void ReleaseTypeInfo(nint typeInfo) => Release(98, typeInfo);

    public static void ReleaseSessionOptions(nint options) => Release(100, options);

    public static void RunWithBinding(nint session, nint options, nint binding) =>
        Check(((delegate* unmanaged<nint, nint, nint, nint>)Functions[133])(session, options, binding));

    public static nint CreateIoBinding(nint session) => Get(134, session);

    public static void ReleaseIoBinding(nint binding) => Release(135, binding);

    public static void BindInput(nint binding, byte* name, nint value) => Bind(136, binding, name, value);

    public static void BindOutput(nint binding, byte* name, nint value) => Bind(137, binding, name, value);

    public static void BindOutputToDevice(nint binding, byte* name, nint memoryInfo) =>
        Bind(138, binding, name, memoryInfo);

    /// <summary>New references to the outputs, each to be released.</summary>
    public static nint[] GetBoundOutputValues(nint binding, nint allocator)
    {
        nint* values;
        nuint count;
        Check(((delegate* unmanaged<nint, nint, nint**, nuint*, nint>)Functions[140])(
            binding, allocator, &values, &count));

        var outputs = new ReadOnlySpan<nint>(values, (int)count).ToArray();
        FreeUnlessNull(allocator, (nint)values);
        return outputs;
    }

    public static void ClearBoundInputs(nint binding) => Release(141, binding);

    private static nint Create(int slot)
    {
        nint created;
        Check(((delegate* unmanaged<nint*, nint>)Functions[slot])(&created));
        return created;
    }

    private static nint Get(int slot, nint from)
    {
        nint result;
        Check(((delegate* unmanaged<nint, nint*, nint>)Functions[slot])(from, &result));
        return result;
    }

    private static nint GetAt(int slot, nint from, int index)
    {
        nint result;
        Check(((delegate* unmanaged<nint, nuint, nint*, nint>)Functions[slot])(from, (nuint)index, &result));
        return result;
    }

    private static int GetInt(int slot, nint from)
    {
        int result;
        Check(((delegate* unmanaged<nint, int*, nint>)Functions[slot])(from, &result));
        return result;
    }

    private static nuint GetSize(int slot, nint from)
    {
        nuint result;
        Check(((delegate* unmanaged<nint, nuint*, nint>)Functions[slot])(from, &result));
        return result;
    }

    private static string GetName(int slot, nint session, int index)
    {
        var allocator = GetAllocatorWithDefaultOptions();
        nint name;
        Check(((delegate* unmanaged<nint, nuint, nint, nint*, nint>)Functions[slot])(
            session, (nuint)index, allocator, &name));
        try
        {
            return Marshal.PtrToStringUTF8(name) ?? "";
        }
        finally
        {
            AllocatorFree(allocator, name);
        }
    }

    private static void Set(int slot, nint target, int value) =>
        Check(((delegate* unmanaged<nint, int, nint>)Functions[slot])(target, value));

    private static void Bind(int slot, nint binding, byte* name, nint to) =>
        Check(((delegate* unmanaged<nint, byte*, nint, nint>)Functions[slot])(binding, name, to));

    private static void Release(int slot, nint target) => ((delegate* unmanaged<nint, void>)Functions[slot])(target);

    private static void FreeUnlessNull(nint allocator, nint memory)
    {
        if (memory != 0)
        {
            AllocatorFree(allocator, memory);
        }
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text + '\0');

    private static void Check(nint status)
    {
        if (status != 0)
        {
            Throw(status);
        }
    }

    private static void Throw(nint status)
    {
        var code = ((delegate* unmanaged<nint, int>)Functions[1])(status);
        var message = Marshal.PtrToStringUTF8(((delegate* unmanaged<nint, nint>)Functions[2])(status)) ?? "";
        Release(93, status);
        throw new OnnxRuntimeException((ErrorCode)code, message);
    }

    private static NativeLibraryTable Load()
    {
        var library = NativeLibrary.Load(FindLibrary(AppContext.BaseDirectory));
        var apiBase = (nint*)((delegate* unmanaged<nint>)NativeLibrary.GetExport(library, "OrtGetApiBase"))();
        var version = Marshal.PtrToStringUTF8(((delegate* unmanaged<nint>)apiBase[1])()) ?? "";
        var functions = ((delegate* unmanaged<uint, nint>)apiBase[0])(ApiVersion);
        return functions != 0
            ? new NativeLibraryTable(functions, version)
            : throw new NotSupportedException($"ONNX Runtime {version} has no C API of version {ApiVersion}.");
    }

    /// <param name="Functions">The address of <c>struct OrtApi</c>.</param>
    /// <param name="Version">What the library calls itself.</param>
    private sealed record NativeLibraryTable(nint Functions, string Version);
}
