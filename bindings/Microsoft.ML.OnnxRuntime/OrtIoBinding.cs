using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>
/// The tensors a session reads and writes. Binding a name again replaces its tensor and allocates nothing managed; a
/// bound tensor's memory stays until it is replaced, cleared or the binding goes, even if its <see cref="OrtValue"/> is
/// disposed of.
/// </summary>
/// <remarks>Like the native object, for one thread at a time.</remarks>
public sealed unsafe class OrtIoBinding : SafeHandle
{
    private readonly SessionHandle _session;
    private readonly Dictionary<string, OrtValueHandle> _inputs = [];
    private readonly Dictionary<string, OrtValueHandle> _outputs = [];

    /// <param name="session">Kept alive by a reference that <see cref="ReleaseHandle"/> gives back.</param>
    internal OrtIoBinding(SessionHandle session)
        : base(0, ownsHandle: true)
    {
        var held = false;
        session.DangerousAddRef(ref held);
        _session = session;
        try
        {
            SetHandle(OrtApi.CreateIoBinding(session.DangerousGetHandle()));
        }
        catch
        {
            session.DangerousRelease();
            throw;
        }
    }

    public override bool IsInvalid => handle == 0;

    public void BindInput(string name, OrtValue ortValue) => Bind(name, ortValue, &OrtApi.BindInput, _inputs);

    public void BindOutput(string name, OrtValue ortValue) => Bind(name, ortValue, &OrtApi.BindOutput, _outputs);

    /// <summary>Lets the library allocate the output; <see cref="GetOutputValues"/> has it after a run.</summary>
    internal void BindOutputToDevice(string name, OrtMemoryInfo memInfo)
    {
        Bind(name, memInfo.Handle, &OrtApi.BindOutputToDevice);
        LetGo(name, _outputs);
    }

    /// <summary>In the order they were bound.</summary>
    internal IDisposableReadOnlyCollection<OrtValue> GetOutputValues()
    {
        using var binding = new HeldHandle(this);
        var values = OrtApi.GetBoundOutputValues(binding.Value, OrtAllocator.DefaultInstance.Handle);
        return new DisposableValues(Array.ConvertAll(values, value => new OrtValue(new OrtValueHandle(value))));
    }

    public void ClearBoundInputs()
    {
        using var binding = new HeldHandle(this);
        OrtApi.ClearBoundInputs(binding.Value);
        LetGo(_inputs);
    }

    protected override bool ReleaseHandle()
    {
        OrtApi.ReleaseIoBinding(handle);
        LetGo(_inputs);
        LetGo(_outputs);
        _session.DangerousRelease();
        return true;
    }

    private static void LetGo(string name, Dictionary<string, OrtValueHandle> bound)
    {
        if (bound.TryGetValue(name, out var value))
        {
            value.DangerousRelease();
            bound.Remove(name);
        }
    }

    private static void LetGo(Dictionary<string, OrtValueHandle> bound)
    {
        foreach (var value in bound.Values)
        {
            value.DangerousRelease();
        }

        bound.Clear();
    }

    private void Bind(
        string name,
        OrtValue ortValue,
        delegate*<nint, byte*, nint, void> bind,
        Dictionary<string, OrtValueHandle> bound)
    {
        var value = ortValue.Handle;
        var held = false;
        value.DangerousAddRef(ref held);
        try
        {
            Bind(name, value.DangerousGetHandle(), bind);
        }
        catch
        {
            value.DangerousRelease();
            throw;
        }

        LetGo(name, bound);
        bound.Add(name, value);
    }

    private void Bind(string name, nint target, delegate*<nint, byte*, nint, void> bind)
    {
        using var binding = new HeldHandle(this);
        scoped var utf8 = default(Utf8StringMarshaller.ManagedToUnmanagedIn);
        try
        {
            utf8.FromManaged(name, stackalloc byte[Utf8StringMarshaller.ManagedToUnmanagedIn.BufferSize]);
            bind(binding.Value, utf8.ToUnmanaged(), target);
        }
        finally
        {
            utf8.Free();
        }
    }
}
