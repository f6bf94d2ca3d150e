using Kiosk.Cloud.Fleet;
using Microsoft.Extensions.Time.Testing;

namespace Kiosk.Cloud.Tests.Fleet;

public sealed class AnswerCacheTests
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(0.5);

    private readonly FakeTimeProvider _time = new();
    private int _asked;

    [Fact]
    public async Task An_answer_is_given_again_while_it_is_fresh()
    {
        var answers = new AnswerCache(_time);
        await AskAsync(answers, "q");
        _time.Advance(Fresh - TimeSpan.FromSeconds(1));

        Assert.Equal(1, await AskAsync(answers, "q"));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(2, await AskAsync(answers, "q"));
    }

    [Fact]
    public async Task Each_question_has_its_own_answer()
    {
        var answers = new AnswerCache(_time);

        Assert.Equal(1, await AskAsync(answers, "a"));
        Assert.Equal(2, await AskAsync(answers, "b"));
    }

    [Fact]
    public async Task A_failure_is_not_kept()
    {
        var answers = new AnswerCache(_time);

        await Assert.ThrowsAsync<InvalidOperationException>(() => answers.GetAsync<int>(
            "q", Fresh, () => Task.FromException<int>(new InvalidOperationException()), CancellationToken.None));

        Assert.Equal(1, await AskAsync(answers, "q"));
    }

    [Fact]
    public async Task A_slow_answer_is_waited_for_and_not_sought_twice()
    {
        var answers = new AnswerCache(_time);
        var found = new TaskCompletionSource<int>();
        Task<int> Ask() => answers.GetAsync(
            "q",
            Fresh,
            () =>
            {
                _asked++;
                return found.Task;
            },
            CancellationToken.None);
        var first = Ask();
        _time.Advance(Fresh * 3);
        var second = Ask();

        found.SetResult(7);

        Assert.All(await Task.WhenAll(first, second), answer => Assert.Equal(7, answer));
        Assert.Equal(1, _asked);
    }

    [Fact]
    public async Task An_answer_ages_from_when_it_was_found()
    {
        var answers = new AnswerCache(_time);
        var found = new TaskCompletionSource<int>();
        var slow = answers.GetAsync("q", Fresh, () => found.Task, CancellationToken.None);
        _time.Advance(Fresh * 3);
        found.SetResult(7);
        await slow;
        _time.Advance(Fresh - TimeSpan.FromSeconds(1));

        Assert.Equal(7, await AskAsync(answers, "q"));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, await AskAsync(answers, "q"));
    }

    [Fact]
    public async Task An_old_answer_is_given_once_more_while_a_new_one_takes_long_and_only_one_is_sought()
    {
        var answers = new AnswerCache(_time);
        await AskAsync(answers, "q");
        _time.Advance(Fresh);
        var found = new TaskCompletionSource<int>();
        var sought = 0;
        Task<int> Ask() => answers.GetAsync(
            "q",
            Fresh,
            () =>
            {
                sought++;
                return found.Task;
            },
            CancellationToken.None);

        var (first, second) = (Ask(), Ask());
        Assert.False(first.IsCompleted); // a moment for one that does not take long
        _time.Advance(Moment);

        Assert.All(await Task.WhenAll(first, second), answer => Assert.Equal(1, answer));
        found.SetResult(7);
        Assert.Equal(7, await Ask());
        Assert.Equal(1, sought);
    }

    [Theory]
    [InlineData(600, true)]
    [InlineData(601, false)]
    public async Task An_answer_of_more_than_ten_minutes_is_not_given_once_more(int seconds, bool isGiven)
    {
        var answers = new AnswerCache(_time);
        await AskAsync(answers, "q");
        _time.Advance(TimeSpan.FromSeconds(seconds));
        var found = new TaskCompletionSource<int>();

        var answer = answers.GetAsync("q", Fresh, () => found.Task, CancellationToken.None);
        _time.Advance(Moment);

        if (!isGiven)
        {
            Assert.False(answer.IsCompleted);
            found.SetResult(7);
        }

        Assert.Equal(isGiven ? 1 : 7, await answer);
    }

    [Fact]
    public async Task A_failure_is_told_though_there_is_an_old_answer()
    {
        var answers = new AnswerCache(_time);
        await AskAsync(answers, "q");
        _time.Advance(Fresh);

        await Assert.ThrowsAsync<InvalidOperationException>(() => answers.GetAsync<int>(
            "q", Fresh, () => Task.FromException<int>(new InvalidOperationException()), CancellationToken.None));
    }

    private Task<int> AskAsync(AnswerCache answers, string question) =>
        answers.GetAsync(question, Fresh, () => Task.FromResult(++_asked), CancellationToken.None);
}
