using System.Runtime.Versioning;
using Cart.Testing;

namespace Cart.Embedded.Tests;

/// <summary>Nobody but the account of the shop reads its files, whatever the umask was.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class PrivateDataTests : IDisposable
{
    private const UnixFileMode OfOthers = (UnixFileMode)0b000_111_111;

    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Data => Path.Combine(_directory.Path, "data");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task New_files_and_directories_belong_to_their_owner_alone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such rights.");

        await UseAsync();

        Assert.Empty(OpenToOthers());
    }

    [Fact]
    public async Task Files_and_directories_of_an_earlier_version_are_taken_from_others()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such rights.");
        await UseAsync();
        foreach (var entry in Entries())
        {
            File.SetUnixFileMode(entry, File.GetUnixFileMode(entry) | (UnixFileMode)(Directory.Exists(entry) ? 0b101_101 : 0b100_100));
        }

        await UseAsync();

        Assert.Empty(OpenToOthers());
    }

    [Fact]
    public void A_shared_directory_keeps_its_rights()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such rights.");
        Directory.CreateDirectory(Data);
        File.SetUnixFileMode(Data, (UnixFileMode)0b1_111_111_111);

        EmbeddedCartServer.Start(Data).Dispose();

        Assert.Equal((UnixFileMode)0b1_111_111_111, File.GetUnixFileMode(Data));
        Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(Path.Combine(Data, "carts")) & OfOthers);
    }

    [Fact]
    public async Task The_server_listens_on_a_socket_of_its_owner_and_on_no_port()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such rights.");
        await using var shop = await EmbeddedShop.StartAsync(Data);
        var socket = shop.Server.ConnectionString.Split(',')[0];

        Assert.Equal("!" + Path.Combine(Data, "carts", "socket"), socket);
        Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(socket[1..]) & OfOthers);
    }

    [Theory]
    [InlineData("a long name of a directory that does not fit into the address of a Unix domain socket at all, whatever system it is")]
    [InlineData("with,comma")]
    public async Task A_path_that_no_socket_can_have_is_replaced_by_a_private_directory(string name)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such rights.");
        string socket;
        await using (var shop = await EmbeddedShop.StartAsync(Path.Combine(Data, name)))
        {
            await shop.AddCartsAsync(1, Cancellation);
            socket = shop.Server.ConnectionString.Split(',')[0][1..];
            Assert.DoesNotContain(Data, socket, StringComparison.Ordinal);
            Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(Path.GetDirectoryName(socket)!) & OfOthers);
        }

        Assert.False(Directory.Exists(Path.GetDirectoryName(socket)));
    }

    private async Task UseAsync()
    {
        await using var shop = await EmbeddedShop.StartAsync(Data);
        await shop.AddCartsAsync(3, Cancellation);
        await shop.Connection.GetDatabase().ExecuteAsync("SAVE");
        using var orders = new SqliteOrderStore(Path.Combine(Data, "orders.db"), TimeProvider.System);
        await orders.PlaceAsync(OrderDrafts.Of(OrderDrafts.Cart()), Cancellation);
        Assert.True(File.Exists(Path.Combine(Data, "orders.db-wal")));
        Assert.Empty(OpenToOthers());
    }

    private IEnumerable<string> Entries() => Directory.EnumerateFileSystemEntries(Data, "*", SearchOption.AllDirectories).Prepend(Data);

    private List<string> OpenToOthers() => [.. Entries().Where(static entry => (File.GetUnixFileMode(entry) & OfOthers) != 0)];
}
