using Cart.Engine;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cart.Persistence;

/// <summary>
/// Migrates the tables before the host serves its first request. While PostgreSQL is unavailable the host starts without them, and they are migrated
/// as soon as it answers.
/// </summary>
internal sealed class MigrationsAtStart(PostgresMigrations migrations, TimeProvider time, ILogger<MigrationsAtStart> logger) : BackgroundService
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    private readonly long _startedAt = time.GetTimestamp();
    private bool _isPostponed;

    /// <exception cref="InvalidOperationException">The tables cannot be migrated, and waiting would not help.</exception>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await migrations.ApplyAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (CartUnavailableException fault)
        {
            _isPostponed = true;
            logger.MigrationsPostponed(CauseOf(fault));
        }

        await base.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = FirstPause;
        var isRefused = false;
        for (var tries = 2; _isPostponed; tries++)
        {
            await Task.Delay(pause, time, stoppingToken).ConfigureAwait(false);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            try
            {
                await migrations.ApplyAsync(stoppingToken).ConfigureAwait(false);
                _isPostponed = false;
                logger.MigrationsDone(time.GetElapsedTime(_startedAt).TotalSeconds, tries);
            }
            catch (CartUnavailableException)
            {
                // The warning at startup still applies.
            }
            catch (InvalidOperationException refusal)
            {
                // The shop runs and is not ready. An operator who fixes the cause needs no restart.
                if (!isRefused)
                {
                    logger.MigrationsRefused(refusal.Message);
                }

                isRefused = true;
            }
        }
    }

    private static string CauseOf(CartUnavailableException fault) =>
        (fault.InnerException is { } cause ? PostgresFaults.CauseOf(cause) : fault.Message).ReplaceLineEndings(" ").TrimEnd('.', ' ');
}
