namespace Cart.Testing;

/// <summary>A directory of one test's own, which goes when the test is done.</summary>
public sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("cart-test-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
