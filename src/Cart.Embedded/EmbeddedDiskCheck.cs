using System.Collections.Immutable;
using System.Globalization;
using Cart.Engine;

namespace Cart.Embedded;

/// <summary>Checks whether there is room for the files of the embedded stores.</summary>
internal sealed class EmbeddedDiskCheck(string dataDirectory) : IStoreCheck
{
    private const long LeastBytes = 256L * 1024 * 1024;

    /// <summary>Gets whether this check tells of the directory, not another one for the same directory.</summary>
    internal bool IsTold { get; init; } = true;

    /// <inheritdoc/>
    public string Name => "embedded";

    /// <inheritdoc/>
    public ValueTask<ImmutableArray<CheckFinding>> CheckAsync(CheckContext context, CancellationToken cancellationToken = default)
    {
        if (!IsTold)
        {
            return ValueTask.FromResult<ImmutableArray<CheckFinding>>([]);
        }

        var free = new DriveInfo(NearestExisting(dataDirectory)).AvailableFreeSpace;
        var found = $"{dataDirectory}: {(free / 1024 / 1024).ToString("N0", CultureInfo.InvariantCulture)} MiB are free";
        return ValueTask.FromResult<ImmutableArray<CheckFinding>>(
        [
            free < LeastBytes
                ? new CheckFinding(
                    "embedded_disk",
                    CheckLevel.Warn,
                    found,
                    "On a full disk neither carts nor orders can be changed.",
                    "Make room, or give the stores another directory.")
                : new CheckFinding("embedded_disk", CheckLevel.Ok, found),
        ]);
    }

    // At the first start the stores have not made their directory yet.
    private static string NearestExisting(string path)
    {
        var directory = new DirectoryInfo(path);
        while (!directory.Exists && directory.Parent is { } parent)
        {
            directory = parent;
        }

        return directory.FullName;
    }
}
