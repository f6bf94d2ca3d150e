using System.Collections.Concurrent;

namespace Kiosk.Cloud.Fleet;

/// <summary>Keeps each answer for a while, so that many viewers of a large fleet cost the database as much as one.
/// Safe for any number of threads.</summary>
internal sealed class AnswerCache(TimeProvider time)
{
    /// <summary>With more answers than this, those that are too old are thrown away.</summary>
    private const int ManyAnswers = 200;

    private readonly ConcurrentDictionary<object, Answer> _answers = new();

    /// <summary>The answer given before where it is fresh enough, else a new one; viewers who ask at once share it.</summary>
    /// <param name="question">What is asked, compared by value.</param>
    /// <param name="fresh">How old the answer may be.</param>
    /// <param name="ask">Finds the answer; not stopped when this viewer goes, since others may wait for it.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task<T> GetAsync<T>(object question, TimeSpan fresh, Func<Task<T>> ask, CancellationToken cancellationToken)
    {
        Answer New() => new(time.GetTimestamp(), fresh, new Lazy<Task>(ask));
        bool IsGood(Answer answer) =>
            time.GetElapsedTime(answer.At) < answer.Fresh && !(answer.Task.IsValueCreated && answer.Task.Value.IsFaulted);

        if (_answers.Count > ManyAnswers)
        {
            foreach (var old in _answers.Where(entry => !IsGood(entry.Value)))
            {
                _answers.TryRemove(old);
            }
        }

        var answer = _answers.AddOrUpdate(question, _ => New(), (_, before) => IsGood(before) ? before : New());
        return ((Task<T>)answer.Task.Value).WaitAsync(cancellationToken);
    }

    private sealed record Answer(long At, TimeSpan Fresh, Lazy<Task> Task);
}
