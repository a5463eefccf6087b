using System.Globalization;
using Cart.Engine;
using Cart.Persistence;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Keeps orders in PostgreSQL.</summary>
public static class PostgresCartBuilderExtensions
{
    /// <summary>
    /// Keeps orders, discounts and the audit log in PostgreSQL, with connections separate from any <c>NpgsqlDataSource</c> of the host. The tables
    /// are created or migrated when the host starts.
    /// </summary>
    /// <param name="builder">The builder that <c>AddCart</c> returned.</param>
    /// <param name="connectionString">The Npgsql connection string.</param>
    /// <param name="configure">Sets the schema, which is validated when the host starts.</param>
    public static CartBuilder UsePostgres(this CartBuilder builder, string connectionString, Action<PostgresOptions>? configure = null) =>
        builder.UsePostgres(
            (postgres, _) =>
            {
                postgres.ConnectionString = connectionString;
                postgres.DataSource = null;
            },
            configure);

    /// <summary>
    /// Keeps orders, discounts and the audit log in PostgreSQL, using the host's registered <see cref="NpgsqlDataSource"/>, which is never disposed
    /// here. The tables are created or migrated when the host starts.
    /// </summary>
    /// <param name="builder">The builder that <c>AddCart</c> returned.</param>
    /// <param name="configure">Sets the schema, which is validated when the host starts.</param>
    public static CartBuilder UsePostgres(this CartBuilder builder, Action<PostgresOptions>? configure = null) => builder.UsePostgres(
        static (postgres, services) => postgres.DataSource = services.GetService<NpgsqlDataSource>() ?? throw new InvalidOperationException(
            "UsePostgres() takes the NpgsqlDataSource of the host's services, and there is none. Register one, or give UsePostgres a connection string."),
        configure);

    /// <summary>
    /// Does the same as <see cref="UsePostgres(CartBuilder, Action{PostgresOptions}?)"/>, with a data source registered under a key.
    /// </summary>
    /// <param name="builder">The builder that <c>AddCart</c> returned.</param>
    /// <param name="serviceKey">The key of the keyed service.</param>
    /// <param name="configure">Sets the schema, which is validated when the host starts.</param>
    public static CartBuilder UseKeyedPostgres(this CartBuilder builder, object serviceKey, Action<PostgresOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(serviceKey);
        return builder.UsePostgres(
            (postgres, services) => postgres.DataSource = services.GetKeyedService<NpgsqlDataSource>(serviceKey) ?? throw new InvalidOperationException(
                $"UseKeyedPostgres(\"{serviceKey}\") takes the NpgsqlDataSource that the host registered under this key, and there is none."),
            configure);
    }

    private static CartBuilder UsePostgres(
        this CartBuilder builder, Action<PostgresOptions, IServiceProvider> connect, Action<PostgresOptions>? configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.ReplaceOrderStore(services =>
        {
            services.AddSingleton(new SettingsSection("Postgres", [nameof(PostgresOptions.Schema), nameof(PostgresOptions.MaxCheckouts)]));
            var options = services.AddOptions<PostgresOptions>().Configure(connect).Configure<IServiceProvider>(ReadSettings).ValidateOnStart();
            if (configure is not null)
            {
                options.Configure(configure);
            }

            services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PostgresOptions>, PostgresOptionsValidator>());
            services.TryAddSingleton<PostgresState>();
            services.TryAddSingleton<PostgresOrderStore>();
            services.Replace(ServiceDescriptor.Singleton<IDiscountStore, PostgresDiscountStore>());
            services.Replace(ServiceDescriptor.Singleton<IAdminAudit, PostgresAdminAudit>());
            services.TryAddSingleton<PostgresMigrations>();
            services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, MigrationsAtStart>());
            services.TryAddEnumerable(ServiceDescriptor.Singleton<IStoreCheck, PostgresCheck>());
            builder.UseOrders<PostgresOrderStore>();
        });
    }

    private static void ReadSettings(PostgresOptions options, IServiceProvider services)
    {
        var section = services.GetService<IConfiguration>()?.GetSection(PostgresOptionsValidator.Section);
        options.Schema = section?[nameof(options.Schema)] ?? options.Schema;
        if (section?[nameof(options.MaxCheckouts)] is { Length: > 0 } text)
        {
            // Text that is not a number becomes 0, which the validator rejects with the range.
            options.MaxCheckouts = int.TryParse(text, CultureInfo.InvariantCulture, out var checkouts) ? checkouts : 0;
        }
    }
}
