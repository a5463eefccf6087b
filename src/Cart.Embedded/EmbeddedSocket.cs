using System.Text;

namespace Cart.Embedded;

/// <summary>
/// The Unix domain socket of the embedded server: in the directory of the carts, or, where that path is too long for a socket or cannot stand
/// in a connection string, in a temporary directory of this account alone.
/// </summary>
internal sealed class EmbeddedSocket : IDisposable
{
    // The kernel's limit is 108 on Linux and 104 on macOS, with the end.
    private const int MostBytes = 100;

    private readonly string? _temporary;

    public EmbeddedSocket(string directory)
    {
        Path = System.IO.Path.Combine(directory, "socket");
        if (Encoding.UTF8.GetByteCount(Path) > MostBytes || Path.AsSpan().ContainsAny(",=\"") || Path.Contains("  ", StringComparison.Ordinal))
        {
            // Only its owner can enter a directory that is made so.
            _temporary = Directory.CreateTempSubdirectory("cart-").FullName;
            Path = System.IO.Path.Combine(_temporary, "socket");
        }
    }

    public string Path { get; }

    public void Dispose()
    {
        File.Delete(Path);
        if (_temporary is not null)
        {
            Directory.Delete(_temporary, recursive: true);
        }
    }
}
