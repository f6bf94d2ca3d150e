using Spectre.Console;

namespace Kiosk.Edge.Evaluation;

/// <summary>A bar on standard error, so that standard output holds nothing but the result.</summary>
/// <param name="isShown">False where nobody watches: standard error is a file or a pipe.</param>
/// <param name="cancellationToken">Ends the evaluation before its next item.</param>
internal sealed class EvaluationProgress(bool isShown, CancellationToken cancellationToken)
{
    /// <summary>Handles every item, one after the other.</summary>
    /// <exception cref="OperationCanceledException">It was told to end.</exception>
    public void ForEach<T>(IReadOnlyList<T> items, Action<T> handle)
    {
        if (!isShown)
        {
            foreach (var item in items)
            {
                cancellationToken.ThrowIfCancellationRequested();
                handle(item);
            }

            return;
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        console.Progress().AutoClear(true).Start(context =>
        {
            var task = context.AddTask("Evaluating", maxValue: items.Count);
            foreach (var item in items)
            {
                cancellationToken.ThrowIfCancellationRequested();
                handle(item);
                task.Increment(1);
            }
        });
    }
}
