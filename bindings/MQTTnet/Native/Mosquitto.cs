using System.Runtime.InteropServices;

[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]

namespace MQTTnet.Native;

/// <summary>The functions of libmosquitto 2.0 the stand-in calls; mosquitto.h says what each does.</summary>
/// <remarks>Source: mosquitto.h of 2.0.11 (Debian 12). A <c>mosquitto*</c> is a <see cref="MosquittoHandle"/>, so none of
/// them can run on a freed client; a <c>mosquitto_property*</c> is an <c>nint</c> inside
/// <see cref="MosquittoProperties"/>.</remarks>
internal static unsafe partial class Mosquitto
{
    internal const int Success = 0;
    internal const int OutOfMemory = 1;
    internal const int OptionProtocolVersion = 1;
    internal const int OptionReceiveMaximum = 4;
    internal const int OptionSendMaximum = 5;
    internal const int ProtocolVersion5 = 5;

    private const string Library = "libmosquitto.so.1";

    /// <summary>libmosquitto's own sentence for one of its error codes.</summary>
    internal static string Sentence(int error) => Marshal.PtrToStringUTF8(mosquitto_strerror(error)) ?? $"error {error}";

    [LibraryImport(Library)]
    internal static partial int mosquitto_lib_init();

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint mosquitto_new(
        string id, [MarshalAs(UnmanagedType.U1)] bool clean_session, nint obj);

    [LibraryImport(Library)]
    internal static partial void mosquitto_destroy(nint mosq);

    [LibraryImport(Library)]
    internal static partial int mosquitto_int_option(MosquittoHandle mosq, int option, int value);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int mosquitto_username_pw_set(MosquittoHandle mosq, string? username, string? password);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int mosquitto_will_set_v5(
        MosquittoHandle mosq,
        string topic,
        int payloadlen,
        byte* payload,
        int qos,
        [MarshalAs(UnmanagedType.U1)] bool retain,
        nint properties);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int mosquitto_connect_bind_v5(
        MosquittoHandle mosq, string host, int port, int keepalive, string? bind_address, nint properties);

    [LibraryImport(Library)]
    internal static partial int mosquitto_disconnect_v5(MosquittoHandle mosq, int reason_code, nint properties);

    [LibraryImport(Library)]
    internal static partial int mosquitto_disconnect_v5(nint mosq, int reason_code, nint properties);

    [LibraryImport(Library)]
    internal static partial int mosquitto_loop_start(MosquittoHandle mosq);

    [LibraryImport(Library)]
    internal static partial int mosquitto_loop_stop(MosquittoHandle mosq, [MarshalAs(UnmanagedType.U1)] bool force);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int mosquitto_publish_v5(
        MosquittoHandle mosq,
        out int mid,
        string topic,
        int payloadlen,
        byte* payload,
        int qos,
        [MarshalAs(UnmanagedType.U1)] bool retain,
        nint properties);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int mosquitto_subscribe_v5(
        MosquittoHandle mosq, out int mid, string sub, int qos, int options, nint properties);

    [LibraryImport(Library)]
    internal static partial void mosquitto_connect_v5_callback_set(
        MosquittoHandle mosq, delegate* unmanaged[Cdecl]<nint, nint, int, int, nint, void> on_connect);

    [LibraryImport(Library)]
    internal static partial void mosquitto_disconnect_v5_callback_set(
        MosquittoHandle mosq, delegate* unmanaged[Cdecl]<nint, nint, int, nint, void> on_disconnect);

    [LibraryImport(Library)]
    internal static partial void mosquitto_publish_v5_callback_set(
        MosquittoHandle mosq, delegate* unmanaged[Cdecl]<nint, nint, int, int, nint, void> on_publish);

    [LibraryImport(Library)]
    internal static partial void mosquitto_message_v5_callback_set(
        MosquittoHandle mosq, delegate* unmanaged[Cdecl]<nint, nint, MosquittoMessage*, nint, void> on_message);

    [LibraryImport(Library)]
    internal static partial void mosquitto_subscribe_v5_callback_set(
        MosquittoHandle mosq, delegate* unmanaged[Cdecl]<nint, nint, int, int, int*, nint, void> on_subscribe);

    [LibraryImport(Library)]
    internal static partial int mosquitto_property_add_int32(ref nint proplist, int identifier, uint value);

    [LibraryImport(Library)]
    internal static partial int mosquitto_property_add_binary(
        ref nint proplist, int identifier, byte* value, ushort len);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int mosquitto_property_add_string(ref nint proplist, int identifier, string value);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int mosquitto_property_add_string_pair(
        ref nint proplist, int identifier, string name, string value);

    [LibraryImport(Library)]
    internal static partial void mosquitto_property_free_all(ref nint properties);

    [LibraryImport(Library)]
    internal static partial nint mosquitto_property_read_int32(
        nint proplist, int identifier, out uint value, [MarshalAs(UnmanagedType.U1)] bool skip_first);

    [LibraryImport(Library)]
    internal static partial nint mosquitto_property_read_binary(
        nint proplist, int identifier, out nint value, out ushort len, [MarshalAs(UnmanagedType.U1)] bool skip_first);

    [LibraryImport(Library)]
    internal static partial nint mosquitto_property_read_string(
        nint proplist, int identifier, out nint value, [MarshalAs(UnmanagedType.U1)] bool skip_first);

    [LibraryImport(Library)]
    internal static partial nint mosquitto_property_read_string_pair(
        nint proplist, int identifier, out nint name, out nint value, [MarshalAs(UnmanagedType.U1)] bool skip_first);

    [LibraryImport(Library)]
    private static partial nint mosquitto_strerror(int mosq_errno);
}
