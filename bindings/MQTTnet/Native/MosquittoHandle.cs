using System.Runtime.InteropServices;
using MQTTnet.Exceptions;

namespace MQTTnet.Native;

/// <summary>Owns one <c>struct mosquitto</c> and the handle by which its callbacks find their <see cref="Connection"/>.
/// Both are freed together, when no call is under way any more.</summary>
/// <remarks>The loop thread must have been joined (<c>mosquitto_loop_stop</c>) before the last dispose, since
/// <c>mosquitto_destroy</c> would cancel it in the middle of managed code.</remarks>
internal sealed class MosquittoHandle : SafeHandle
{
    private static readonly Lazy<int> Initialised = new(Mosquitto.mosquitto_lib_init);

    private GCHandle _owner;

    public MosquittoHandle(string clientId, bool cleanStart, Connection owner)
        : base(0, ownsHandle: true)
    {
        Checked(Initialised.Value);
        _owner = GCHandle.Alloc(owner);
        SetHandle(Mosquitto.mosquitto_new(clientId, cleanStart, GCHandle.ToIntPtr(_owner)));
        if (IsInvalid)
        {
            _owner.Free();
            throw new MqttCommunicationException(Mosquitto.Sentence(Mosquitto.OutOfMemory));
        }
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>Passes success on and throws libmosquitto's sentence for anything else.</summary>
    public static void Checked(int result)
    {
        if (result != Mosquitto.Success)
        {
            throw new MqttCommunicationException(Mosquitto.Sentence(result));
        }
    }

    protected override bool ReleaseHandle()
    {
        Mosquitto.mosquitto_destroy(handle);
        _owner.Free();
        return true;
    }
}
