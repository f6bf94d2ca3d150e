namespace Kiosk.Edge.Display;

/// <summary>How many calls the local API still takes: a bucket of tokens that refills steadily. It keeps an app that
/// calls in a loop from taking the worker's time. Any thread may call.</summary>
/// <param name="perSecond">Tokens that flow in.</param>
/// <param name="time">The clock they flow by.</param>
internal sealed class CallBudget(int perSecond, TimeProvider time)
{
    /// <summary>A full bucket is worth so many seconds: an app that was away tells what it kept in one go.</summary>
    internal const int BurstSeconds = 4;

    private readonly Lock _gate = new();
    private double _tokens = BurstSeconds * perSecond;
    private long _filled = time.GetTimestamp();

    /// <summary>Takes a token.</summary>
    /// <returns>False when there is none.</returns>
    internal bool TrySpend()
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            _tokens = Math.Min(
                BurstSeconds * perSecond, _tokens + (time.GetElapsedTime(_filled, now).TotalSeconds * perSecond));
            _filled = now;
            if (_tokens < 1)
            {
                return false;
            }

            _tokens--;
            return true;
        }
    }
}
