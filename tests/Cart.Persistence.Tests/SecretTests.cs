using Cart.Engine;
using Cart.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Cart.Persistence.Tests;

/// <summary>Whatever the form of the connection string, nothing that is said of it holds the password, <c>geheim3</c>.</summary>
public sealed class SecretTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Malformed => new(
        "geheim3",
        "postgres://shop:geheim3@127.0.0.1:1/shop",
        "postgresql://shop:geheim3@127.0.0.1:1/shop?sslmode=disable",
        "jdbc:postgresql://127.0.0.1:1/shop?user=shop&password=geheim3",
        "Server=postgres://shop:geheim3@127.0.0.1",
        "Host=postgres://shop:geheim3@127.0.0.1;Database=shop",
        "Host=shop:geheim3@127.0.0.1;Database=shop",
        "Host=127.0.0.1:geheim3;Database=shop",
        "Host=127.0.0.1,password=geheim3",
        "Host=127.0.0.1 Password=geheim3;Username=shop",
        "Host=127.0.0.1;Port=1 Password=geheim3",
        "Host=127.0.0.1;Port=geheim3",
        "Host=127.0.0.1;Port=1;Username=shop Password=geheim3",
        "Host=127.0.0.1;Port=1;Username=shop,pwd=geheim3",
        "Host=127.0.0.1;Port=1;Database=postgres://shop:geheim3@127.0.0.1/shop",
        "Host=127.0.0.1;Port=1;Database=shop password = geheim3",
        "Host=127.0.0.1;Port=1;Passwort=geheim3",
        "Host=127.0.0.1;Port=1;Password=half;geheim3=1",
        "Host=127.0.0.1;Port=1;Password=half;geheim3",
        "Host=127.0.0.1;Port=1;Password='geheim3",
        "Host=127.0.0.1;Port=1;Timeout=geheim3",
        "Host=127.0.0.1;Port=1;SSL Mode=geheim3",
        "Host=127.0.0.1;Port=1;Username=shop;Password=geheim3",
        "Host=127.0.0.1;Port=1;Username=shop;Password=\"gehe;im3\";Application Name=password=geheim3",
        "host=127.0.0.1 port=1 user=shop password=geheim3 dbname=shop",
        "Password=geheim3");

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task No_message_and_no_line_of_the_log_holds_the_password(string connectionString)
    {
        using var log = new HeardLines();
        var said = new List<string?>();
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.AddProvider(log);
        builder.Services.AddCartCore().UseInMemory().UsePostgres(connectionString);
        using (var host = builder.Build())
        {
            var refusal = await Record.ExceptionAsync(() => host.StartAsync(Token));
            said.Add(refusal?.ToString());
            if (refusal is null)
            {
                await host.StopAsync(Token);
            }
        }

        // A tool, which validates nothing beforehand.
        var options = Options.Create(new PostgresOptions { ConnectionString = connectionString });
        said.Add((await Record.ExceptionAsync(async () =>
        {
            using var store = new PostgresOrderStore(options);
            await store.PlaceAsync(OrderDrafts.Of(OrderDrafts.Cart()), Token);
        }))?.ToString());
        var migrations = new PostgresMigrations(options, NullLogger<PostgresMigrations>.Instance);
        said.Add((await Record.ExceptionAsync(() => migrations.ApplyAsync(Token)))?.ToString());
        said.Add((await Record.ExceptionAsync(
            async () => await new PostgresCheck(options, migrations, TimeProvider.System).CheckAsync(new CheckContext(CheckMoment.Doctor, true), Token)))?.ToString());

        Assert.Contains(said, static message => message is not null);
        Assert.All([.. said, .. log.Lines.Select(static line => line.Message)], static message => Assert.DoesNotContain("geheim3", message ?? "", StringComparison.Ordinal));
    }
}
