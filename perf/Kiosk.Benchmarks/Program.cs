using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Filters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Kiosk.Benchmarks;
using OpenCvSharp;

// What each benchmark needs beyond the repository, or beyond the models that are there.
(string Benchmark, string[] Files)[] needs =
[
    (nameof(FaceBenchmarks.Budget), [BenchmarkFiles.YuNet, BenchmarkFiles.FloatExpression]),
    (nameof(FaceBenchmarks.WholeFrame),
        [BenchmarkFiles.Clip, BenchmarkFiles.Model("face_detector"), BenchmarkFiles.Model("face_expression")]),
    (nameof(FaceBenchmarks.Detect), [BenchmarkFiles.Clip, BenchmarkFiles.Model("face_detector")]),
    (nameof(FaceBenchmarks.AlignAndExpress), [BenchmarkFiles.Clip, BenchmarkFiles.Model("face_expression")]),
    (nameof(FaceBenchmarks.DetectorAlone), [BenchmarkFiles.Model("face_detector")]),
    (nameof(FaceBenchmarks.YuNetAlone), [BenchmarkFiles.YuNet]),
    (nameof(FaceBenchmarks.YuNet320Alone), [BenchmarkFiles.YuNet320]),
    (nameof(FaceBenchmarks.UltraFaceAlone), [BenchmarkFiles.UltraFace]),
    (nameof(FaceBenchmarks.ExpressionAlone), [BenchmarkFiles.Model("face_expression")]),
    (nameof(FaceBenchmarks.FloatExpressionAlone), [BenchmarkFiles.FloatExpression]),
    (nameof(VoiceBenchmarks.OneSecond),
        [BenchmarkFiles.Model("voice_activity"), BenchmarkFiles.Model("voice_emotion")]),
    (nameof(VoiceBenchmarks.Emotion), [BenchmarkFiles.Model("voice_emotion")]),
    (nameof(VoiceBenchmarks.Activity), [BenchmarkFiles.Model("voice_activity")]),
    (nameof(VoiceBenchmarks.Silero), [BenchmarkFiles.Silero]),
];

var skipped = needs
    .Select(need => (need.Benchmark, Missing: need.Files.FirstOrDefault(file => !File.Exists(file))))
    .Where(need => need.Missing is not null)
    .ToDictionary(need => need.Benchmark, need => need.Missing);
foreach (var (benchmark, missing) in skipped)
{
    Console.Error.WriteLine($"SKIPPED {benchmark}: there is no {missing}.");
}

// OpenCV would share a large picture out over all cores.
Cv2.SetNumThreads(1);

// In this process, so that everything runs on the same loaded libraries, one after the other.
var config = ManualConfig.CreateEmpty()
    .AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithClock(new ThreadClock()))
    .AddFilter(new NameFilter(name => !skipped.ContainsKey(name[(name.LastIndexOf('.') + 1)..])))
    .AddDiagnoser(MemoryDiagnoser.Default)
    .AddColumnProvider(DefaultColumnProviders.Instance)
    .AddColumn(StatisticColumn.Min, StatisticColumn.P95)
    .AddExporter(MarkdownExporter.GitHub)
    .AddLogger(ConsoleLogger.Default)
    .WithCultureInfo(CultureInfo.InvariantCulture);

var summaries = BenchmarkSwitcher.FromTypes([typeof(FaceBenchmarks), typeof(VoiceBenchmarks)])
    .Run(args.Length == 0 ? ["--filter", "*"] : args, config);
return summaries.All(summary => summary.Reports.All(report => report.Success)) ? 0 : 1;
