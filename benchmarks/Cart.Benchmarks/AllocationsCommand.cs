using System.CommandLine;

namespace Cart.Benchmarks;

/// <summary>Prints what each benchmark allocates, in the form of <c>benchmarks/allocations.json</c>.</summary>
internal sealed class AllocationsCommand : RootCommand
{
    private readonly Option<FileInfo?> _write = new("--write") { Description = "Also write the figures to this file, such as benchmarks/allocations.json." };

    public AllocationsCommand()
        : base("Measures the bytes that each benchmark allocates. ./test.sh fails if one comes to allocate more than benchmarks/allocations.json says.")
    {
        Options.Add(_write);
        SetAction(async (parsed, cancellationToken) =>
        {
            var json = Allocations.ToJson(Allocations.Measure());
            Console.WriteLine(json);
            if (parsed.GetValue(_write) is { } file)
            {
                await File.WriteAllTextAsync(file.FullName, json + "\n", cancellationToken);
            }
        });
    }
}
