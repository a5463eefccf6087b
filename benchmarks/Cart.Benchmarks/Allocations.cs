using System.Text.Json;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.NoEmit;

namespace Cart.Benchmarks;

/// <summary>How many bytes each benchmark allocates: measured quickly, because allocations need no repetition to be exact.</summary>
internal static class Allocations
{
    private const int Invocations = 1024;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Measures all benchmarks in this process. Where the JIT compiles in tiers the figures depend on how far it has come.</summary>
    public static SortedDictionary<string, long> Measure()
    {
        var artifacts = Directory.CreateTempSubdirectory("cart-benchmarks-");
        try
        {
            var measured = BenchmarkRunner.Run(typeof(Allocations).Assembly, Quick(artifacts.FullName))
                .SelectMany(static summary => summary.Reports)
                .ToDictionary(static report => NameOf(report.BenchmarkCase), BytesOf);
            return new SortedDictionary<string, long>(measured, StringComparer.Ordinal);
        }
        finally
        {
            artifacts.Delete(recursive: true);
        }
    }

    public static Dictionary<string, long> Read(string path) => JsonSerializer.Deserialize<Dictionary<string, long>>(File.ReadAllText(path))!;

    public static string ToJson(SortedDictionary<string, long> bytes) => JsonSerializer.Serialize(bytes, Indented);

    private static ManualConfig Quick(string artifacts) => ManualConfig.CreateEmpty()
        .AddJob(Job.Default.WithToolchain(InProcessNoEmitToolchain.DontLogOutput).WithInvocationCount(Invocations).WithWarmupCount(1).WithIterationCount(1))
        .AddDiagnoser(MemoryDiagnoser.Default)
        .AddLogger(NullLogger.Instance)
        .WithArtifactsPath(artifacts)
        .WithOptions(ConfigOptions.DisableLogFile);

    private static string NameOf(BenchmarkCase benchmark) =>
        $"{benchmark.Descriptor.Type.Name}.{benchmark.Descriptor.WorkloadMethod.Name}{(benchmark.HasParameters ? $" {benchmark.Parameters.DisplayInfo}" : "")}";

    private static long BytesOf(BenchmarkReport report) => report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase)
        ?? throw new InvalidOperationException($"{NameOf(report.BenchmarkCase)} was not measured.");
}
