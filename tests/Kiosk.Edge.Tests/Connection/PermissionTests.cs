using Kiosk.Edge.Connection;

namespace Kiosk.Edge.Tests.Connection;

public sealed class PermissionTests : IDisposable
{
    private readonly Permission _permission = new();

    public void Dispose() => _permission.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_is_told_to_stop_waits_no_longer_whether_it_is_given_or_not(bool given)
    {
        _permission.Set(given);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await _permission.WaitAsync(new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task It_is_given_until_it_is_taken_back()
    {
        var waiting = _permission.WaitAsync(default);
        Assert.False(waiting.IsCompleted);

        _permission.Set(given: true);
        var revoked = await waiting;
        Assert.False(revoked.IsCancellationRequested);
        Assert.Equal(revoked, await _permission.WaitAsync(default));

        _permission.Set(given: false);
        Assert.True(revoked.IsCancellationRequested);
        Assert.False(_permission.WaitAsync(default).IsCompleted);
    }
}
