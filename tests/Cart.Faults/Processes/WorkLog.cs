using System.Diagnostics;
using System.Text.Json;

namespace Cart.Faults;

/// <summary>
/// What a worker writes down. Each line is with the operating system before the worker goes on, so that killing the worker loses none.
/// </summary>
internal sealed class WorkLog : IDisposable
{
    private static readonly JsonSerializerOptions Format = new()
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingDefault,
    };

    private readonly Lock _gate = new();
    private readonly StreamWriter _file;

    public WorkLog(string path) => _file = new StreamWriter(path, append: true) { AutoFlush = true };

    public static IEnumerable<WorkNote> Read(string path) =>
        from line in File.ReadLines(path) where line.EndsWith('}') select JsonSerializer.Deserialize<WorkNote>(line, Format)!;

    public void Write(WorkNote note)
    {
        lock (_gate)
        {
            _file.WriteLine(JsonSerializer.Serialize(note with { At = Stopwatch.GetTimestamp() }, Format));
        }
    }

    public void Dispose() => _file.Dispose();
}
