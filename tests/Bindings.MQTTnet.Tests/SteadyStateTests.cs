using System.Diagnostics;
using Bindings.Shared;

namespace Bindings.MQTTnet.Tests;

/// <summary>Alone, because they measure the process.</summary>
[Collection(nameof(SteadyStateTests))]
[CollectionDefinition(nameof(SteadyStateTests), DisableParallelization = true)]
public sealed class SteadyStateTests(MosquittoBroker broker) : IClassFixture<MosquittoBroker>
{
    [Fact]
    public async Task A_hundred_connections_leave_no_file_open()
    {
        async Task ConnectAndLeaveAsync()
        {
            using var client = await TestClient.ConnectAsync(broker);
            await client.SubscribeAsync("leave");
            await client.DisconnectAsync();
        }

        await ConnectAndLeaveAsync();
        var before = Directory.GetFiles("/proc/self/fd").Length;

        for (var i = 0; i < 100; i++)
        {
            await ConnectAndLeaveAsync();
        }

        // The runtime opens some of its own: far fewer than one for each connection.
        Assert.InRange(Directory.GetFiles("/proc/self/fd").Length, 0, before + 20);
    }

    [Fact]
    public async Task Memory_stays_flat_over_thousands_of_messages()
    {
        const int Messages = 10_000;
        const int MaxGrowthBytes = 48 << 20;
        using var client = await TestClient.ConnectAsync(broker);
        await client.SubscribeAsync("flow");
        var payload = new string('x', 8192);
        await FlowAsync(client, payload, Messages / 5);
        var before = Resident();

        await FlowAsync(client, payload, Messages);

        // Ten thousand messages of 8 KiB are 80 MiB: one leaked copy of each would show.
        Assert.InRange(Resident() - before, long.MinValue, MaxGrowthBytes);
    }

    private static async Task FlowAsync(TestClient client, string payload, int count)
    {
        for (var i = 0; i < count; i++)
        {
            await client.Mqtt.PublishAsync(TestClient.Message("flow", payload));
            await client.NextAsync();
        }
    }

    private static long Resident()
    {
        GC.Collect();
        using var self = Process.GetCurrentProcess();
        return self.WorkingSet64;
    }
}
