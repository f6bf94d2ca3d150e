using Kiosk.Cloud.Ingest;
using Kiosk.Cloud.Tests.Fakes;
using Microsoft.Extensions.Time.Testing;

namespace Kiosk.Cloud.Tests.Ingest;

public sealed class IngestStatusTests
{
    private static readonly TimeSpan Quarter = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _time = new(Some.Noon);
    private readonly IngestStatus _status;

    public IngestStatusTests() => _status = new IngestStatus(new CloudOptions { SilentAfter = Quarter }, _time);

    [Fact]
    public void No_kiosk_is_silent_before_the_service_has_listened_for_long_enough()
    {
        _time.Advance(Quarter);
        Assert.Null(_status.SilentBefore);

        _status.BrokerUp();
        _time.Advance(Quarter - Second);
        Assert.Null(_status.SilentBefore);

        _time.Advance(Second);
        Assert.Equal(_time.GetUtcNow() - Quarter, _status.SilentBefore);
    }

    [Fact]
    public void While_the_broker_is_away_and_when_it_is_back_it_is_the_service_that_hears_nothing()
    {
        _status.BrokerUp();
        _time.Advance(Quarter);
        _status.BrokerDown("There is no broker.");
        _time.Advance(Quarter);
        Assert.Null(_status.SilentBefore);

        _status.BrokerUp();
        Assert.Null(_status.SilentBefore);
    }
}
