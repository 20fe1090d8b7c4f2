import { Component, type ReactNode } from 'react';
import { ErrorState } from '../widgets/error_state';

/** A bug in one page must not take the bar and the other pages with it. */
export class CrashScreen extends Component<{ readonly children: ReactNode }, { readonly error: Error | undefined }> {
  override state: { readonly error: Error | undefined } = { error: undefined };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render() {
    if (this.state.error === undefined) return this.props.children;
    return <ErrorState error={this.state.error} onRetry={() => this.setState({ error: undefined })} />;
  }
}
