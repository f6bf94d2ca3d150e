using System.Data;
using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Kiosk.Cloud.Tests.Fakes;

/// <summary>A real SQLite file that keeps how SQLite goes about each query.</summary>
internal sealed class PlanDataSource(string path) : DbDataSource
{
    public override string ConnectionString { get; } = $"Data Source={path}";

    /// <summary>The steps of every query so far, such as <c>SEARCH w USING INDEX visit_window_closed (closed&gt;?)</c>.
    /// </summary>
    public List<string> Steps { get; } = [];

    protected override DbConnection CreateDbConnection() => new Connection(ConnectionString, Steps);

    private sealed class Connection(string connectionString, List<string> steps) : SqliteConnection(connectionString)
    {
        public override SqliteCommand CreateCommand() => new Command(steps) { Connection = this };
    }

    private sealed class Command(List<string> steps) : SqliteCommand
    {
        public override SqliteDataReader ExecuteReader(CommandBehavior behavior)
        {
            var given = new DynamicParameters();
            foreach (SqliteParameter parameter in Parameters)
            {
                given.Add(parameter.ParameterName, parameter.Value);
            }

            // On a connection of its own, whose commands are not explained in turn.
            using var other = new SqliteConnection(Connection?.ConnectionString);
            steps.AddRange(other.Query($"explain query plan {CommandText}", given).Select(step => (string)step.detail));
            return base.ExecuteReader(behavior);
        }
    }
}
